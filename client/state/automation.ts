/** Rules and what becomes of them, as plain data. Behaviour: automation/, world/rules/, command/automation/. */

/** `text`: it stands anywhere in the line; `begins`, `exact`: at its start, or as all of it; `glob`: all of it, with `*` and `?`. */
export type PatternMode = 'text' | 'begins' | 'exact' | 'glob' | 'regexp';
