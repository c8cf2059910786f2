/** Bodies of macros, as they are written here. */

/** By name. */
export type Bodies = Readonly<Record<string, string>>;

/** Commands, one behind the other. */
export const lines = (...all: readonly string[]) => all.join('%;');
