/** What of a map of Mudlet is left out, in sentences: the same for each of its forms. */

export interface Left {
  broken: number;
  /** Rooms that areas name, and that are not in the file. */
  missing: number;
  locked: number;
  weights: number;
  userData: number;
  hashes: number;
  labels: number;
}

export function nothingLeft(): Left {
  return { broken: 0, missing: 0, locked: 0, weights: 0, userData: 0, hashes: 0, labels: 0 };
}

export function leftOut(left: Left): string[] {
  return [
    ...(left.broken > 0 ? [`${left.broken} rooms without a number, or that cannot be read.`] : []),
    ...(left.missing > 0 ? [`${left.missing} rooms that areas have, and that are not in the file.`] : []),
    ...(left.locked > 0 ? [`locks of ${left.locked} rooms and exits: paths lead through them.`] : []),
    ...(left.weights > 0 ? [`weights of ${left.weights} rooms and exits.`] : []),
    ...(left.userData > 0 ? [`user data of ${left.userData} rooms.`] : []),
    ...(left.hashes > 0 ? [`hashes of ${left.hashes} rooms, which go by their numbers.`] : []),
    ...(left.labels > 0 ? [`${left.labels} labels.`] : []),
    'colours, symbols, custom lines.',
  ];
}
