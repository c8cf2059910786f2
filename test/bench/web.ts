/** The browser view in figures: HTTPS in front of it, the client with browsers, and the page in Chromium. */
import { cleanUp } from '../support/temporary.ts';
import { measureTerminator } from './web/terminator.ts';
import { measureView } from './web/view.ts';

export async function bench(): Promise<void> {
  try {
    await measureTerminator();
    console.log('');
    await measureView();
  } finally {
    await cleanUp();
  }
}
