/** What the font of the log is like. */

/** Letters of one column or two by the font (UAX #11), and as many that have one. */
const EITHER = 'α→';
const NARROW = 'aa';

/** Whether it gives two columns to what others give one; undefined: it cannot be asked. */
export function hasWideFont(log: HTMLElement): boolean | undefined {
  const paper = document.createElement('canvas').getContext('2d');
  if (!paper) return undefined;
  const { fontSize, fontFamily } = getComputedStyle(log);
  paper.font = `${fontSize} ${fontFamily}`;
  return paper.measureText(EITHER).width > paper.measureText(NARROW).width * 1.5;
}
