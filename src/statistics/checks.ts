// Arguments that no formula here can take. RangeError, because this lowest room knows no other error.

export function checkProbability(name: string, value: number): void {
  if (!(value > 0 && value < 1)) {
    throw new RangeError(`${name} is ${value}, and must lie between 0 and 1 (0.95, not 95).`);
  }
}

export function checkRate(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`${name} is ${value}, and must be a rate from 0 to 1 (0.25, not 25).`);
  }
}

export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} is ${value}, and must be a whole number of at least 1.`);
  }
}

/** Values of an average: at least one, all finite. */
export function checkValues(name: string, values: readonly number[]): void {
  if (values.length === 0) throw new RangeError(`${name} is empty: there is nothing to take a mean of.`);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`${name}[${wrong}] is ${values[wrong]}, and must be a finite number.`);
}

export function checkEvents(events: number, n: number): void {
  if (n === 0) {
    throw new RangeError("n is 0: a rate of no cases has no value and no interval. Leave such a cell out.");
  }
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`n is ${n}, and must be a whole number above 0.`);
  if (!Number.isInteger(events) || events < 0 || events > n) {
    throw new RangeError(`events is ${events}, and must be a whole number from 0 to n = ${n}.`);
  }
}
