/** The command about links that games send. */
import { openLinks } from '../../view/links/list.ts';
import type { Command } from '../table.ts';

export const linkCommands: readonly Command[] = [
  {
    names: ['links'],
    usage: '/links',
    summary: 'the links that the game has marked (MXP), and what each sends; Enter follows one (Esc o)',
    details: [
      "With the world's setting mxp on, games may mark words as links that send something. They are underlined; nothing is sent before you choose one, and the list shows what that would be. With mouse = true a click on a link follows it if what it sends is what it says, and shows the list if not.",
      'What a link sends goes to the game as it is: it is never a command of Clay, and no alias. Links that only begin a line put it into the input. Links that the game has ended are not listed.',
    ],
    examples: [['/links', 'the list']],
    related: ['mxp', 'mouse', 'links'],
    late: true,
    isByHand: () => true,
    run: openLinks,
  },
];
