/** Which Nodes the starter goes on with. */
import { isNewEnough } from '../../../client/starter/node-version.ts';

test.each(['20.19.0', '20.20.2', '22.0.0', '24.22.3', 'v26.1.0', '100.0.0', '24.0.0-nightly'])(
  '%s is new enough',
  version => {
    expect(isNewEnough(version)).toBe(true);
  },
);

test.each(['20.18.9', '18.20.8', 'v12.0.0', '20.9.0', '', 'none'])('%s is not', version => {
  expect(isNewEnough(version)).toBe(false);
});
