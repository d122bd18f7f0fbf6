import { expect, test } from "vitest";
import { decodeHalf, encodeHalf } from "./half.ts";

/** All positive finite halves in order, from the definition of binary16. */
const halves = Array.from({ length: 0x7c00 }, (_, bits) => {
  const [exponent, fraction] = [bits >> 10, bits % 1024];
  return exponent === 0 ? fraction / 2 ** 24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
});

test("every half is read as its definition says and written back as it was", () => {
  halves.forEach((value, bits) => {
    if (decodeHalf(bits) !== value || decodeHalf(bits | 0x8000) !== -value) expect.fail(`bits ${bits}`);
    if (encodeHalf(value) !== bits || encodeHalf(-value) !== (bits | 0x8000)) expect.fail(`value ${value}`);
  });
  expect(halves.at(-1)).toBe(65504);
});

test("between two halves the closer one is taken, and the even one from the middle", () => {
  const next = nextFloat();
  for (let low = 0; low < halves.length; low++) {
    // The step after the largest half would lead to 65536; its middle rounds to infinity, bits 0x7c00.
    const middle = (halves[low] + (halves[low + 1] ?? 65536)) / 2;
    const even = low % 2 === 0 ? low : low + 1;
    const [below, at, above] = [next(middle, -1), middle, next(middle, 1)].map(encodeHalf);
    if (below !== low || at !== even || above !== low + 1) {
      expect.fail(`${middle}: ${below}, ${at}, ${above} around ${low}`);
    }
  }
});

test("infinity and what is not a number stay what they are", () => {
  for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
    expect(decodeHalf(encodeHalf(value))).toBe(value);
  }
  expect(decodeHalf(encodeHalf(1e-45))).toBe(0);
  expect(decodeHalf(encodeHalf(1e38))).toBe(Number.POSITIVE_INFINITY);
});

/** The float32 next to a positive one. */
function nextFloat() {
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  return (value: number, step: 1 | -1) => {
    float[0] = value;
    bits[0] += step;
    return float[0];
  };
}
