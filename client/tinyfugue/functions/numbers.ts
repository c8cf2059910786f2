/** Functions of numbers. Angles are in radians. */
import { raise } from '../../../shared/fault.ts';
import type { Value } from '../../state/tinyfugue/tinyfugue.ts';
import { amount, integer, numeric, whole } from '../values.ts';
import type { Functions } from './table.ts';

/** Of one number that is in its domain. */
function real(name: string, of: (x: number) => number, isIn: (x: number) => boolean = () => true) {
  return (args: readonly Value[]): Value => {
    const x = amount(args[0] ?? 0);
    if (!isIn(x)) raise('TF', `${name}: argument is outside its domain`);
    return { f: of(x) };
  };
}

const isUnit = (x: number) => x >= -1 && x <= 1;
const isPositive = (x: number) => x > 0;

export const numberFunctions: Functions = {
  sin: [1, 1, real('sin', Math.sin)],
  cos: [1, 1, real('cos', Math.cos)],
  tan: [1, 1, real('tan', Math.tan)],
  asin: [1, 1, real('asin', Math.asin, isUnit)],
  acos: [1, 1, real('acos', Math.acos, isUnit)],
  atan: [1, 1, real('atan', Math.atan)],
  exp: [1, 1, real('exp', Math.exp)],
  ln: [1, 1, real('ln', Math.log, isPositive)],
  log: [1, 1, real('log', Math.log, isPositive)],
  log10: [1, 1, real('log10', Math.log10, isPositive)],
  sqrt: [1, 1, real('sqrt', Math.sqrt, x => x >= 0)],
  abs: [1, 1, ([n = 0]) => absolute(n)],
  trunc: [1, 1, ([n = 0]) => whole(Math.trunc(amount(n)))],
  mod: [2, 2, ([a = 0, b = 0]) => modulo(integer(a), integer(b))],
  pow: [2, 2, ([a = 0, b = 0]) => power(amount(a), amount(b))],
};

function absolute(value: Value): Value {
  const number = numeric(value);
  return typeof number === 'number' ? whole(Math.abs(number)) : { ...number, f: Math.abs(number.f) };
}

function modulo(a: number, b: number): Value {
  if (b === 0) raise('TF', 'mod: division by zero');
  return (a % b) + 0;
}

function power(a: number, b: number): Value {
  if (a < 0 && !Number.isInteger(b)) raise('TF', 'pow: a negative number has whole powers only');
  return { f: a ** b };
}
