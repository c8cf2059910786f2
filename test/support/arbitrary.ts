/** What property tests draw from, beside what fast-check has. */
import fc from 'fast-check';

/** One of the values, however many there are: `fc.constantFrom()` takes each as an argument. */
export function oneOf<T>(values: readonly T[]): fc.Arbitrary<T> {
  return fc.nat(values.length - 1).map(at => values[at]!);
}
