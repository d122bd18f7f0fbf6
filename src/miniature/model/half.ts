// Half precision (IEEE 754 binary16), which Node 20 has no array for: 1 sign bit, 5 of exponent, 10 of fraction.

/** The largest number that half precision holds. */
export const largestHalf = 65504;

const float = new Float32Array(1);
const bitsOfFloat = new Uint32Array(float.buffer);

/** The bits of the half closest to a float32; of two equally close, the one whose last bit is 0. */
export function encodeHalf(value: number): number {
  float[0] = Math.abs(value);
  const bits = bitsOfFloat[0];
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (bits > 0x7f800000) return 0x7e00; // not a number
  if (bits >= 0x477ff000) return sign | 0x7c00; // from 65520 on infinity is closest
  if (bits < 0x38800000) {
    // Below 2^-14 halves are multiples of 2^-24, as floats between 0.5 and 1 are: adding 0.5 rounds.
    float[0] += 0.5;
    return sign | (bitsOfFloat[0] - 0x3f000000);
  }
  // 13 bits of the fraction go. Adding just under half of what they span carries if they are above half; one more
  // carries at half, and is added where the bit that stays is odd. The exponent's bias falls from 127 to 15.
  const rounded = bits + 0xfff + ((bits >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

export function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
}
