/** The browser view in figures: HTTPS in front of it, the client with browsers, and the page in Chromium. */
import { cleanUp } from '../support/temporary.ts';
import { measureDeaf } from './web/deaf.ts';
import { measurePage } from './web/page.ts';
import { measureSecured } from './web/secured.ts';
import { measureTerminator } from './web/terminator.ts';
import { measureView } from './web/view.ts';

const parts = {
  terminator: measureTerminator,
  view: measureView,
  secured: measureSecured,
  deaf: measureDeaf,
  page: measurePage,
};

/** CLAY_PART: one of them alone. */
export async function bench(): Promise<void> {
  try {
    for (const [name, measure] of Object.entries(parts)) {
      if ((process.env.CLAY_PART ?? name) !== name) continue;
      await measure();
      console.log('');
    }
  } finally {
    await cleanUp();
  }
}
