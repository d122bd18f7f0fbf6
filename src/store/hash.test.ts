import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { canonicalJson } from "./hash.ts";
import { hashFile, hashOf, hashText } from "./index.ts";

const folder = useTemporaryFolder();

/** The same value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

describe("canonical JSON", () => {
  it("writes what RFC 8785, section 3.2.3, writes", () => {
    const value = {
      peach: "This sorting order",
      péché: "is wrong according to French",
      pêche: "but canonicalization",
      sin: "MUST",
    };
    expect(canonicalJson(value)).toBe(
      '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization","sin":"MUST"}',
    );
    expect(
      canonicalJson({ numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27], literals: [null, true, false] }),
    ).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
  });

  it("reads back as the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("hashOf", () => {
  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(hashOf(reversed(value))).toBe(hashOf(value));
      }),
    );
  });

  it("tells different values apart, and the same value never", () => {
    expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
    expect(hashOf({ rate: 1 })).not.toBe(hashOf({ rate: "1" }));
    expect(hashOf({})).not.toBe(hashOf([]));
    expect(hashOf({ same: "object", twice: [{ a: 1 }, { a: 1 }] })).toBe(
      hashOf(JSON.parse('{"twice":[{"a":1},{"a":1}],"same":"object"}')),
    );
    const shared = { a: 1 };
    expect(hashOf([shared, shared])).toBe(hashOf([{ a: 1 }, { a: 1 }]));
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = [cyclic];
  it.each([
    ["value.settings.rate: it is NaN", { settings: { rate: Number.NaN } }],
    ["value.arms[1]: it is undefined", { arms: ["base", undefined] }],
    ["value.arms[1]: it is undefined", { arms: Object.assign(["base"], { length: 2 }) }],
    ["value: it is undefined", undefined],
    ["value.make: it is a function", { make: () => 1 }],
    ["value[0]: it is -Infinity", [Number.NEGATIVE_INFINITY]],
    ["value.at: it is a Date", { at: new Date(0) }],
    ["value.weights: it is a Float32Array", { weights: new Float32Array(2) }],
    ["value: it is a bigint", 1n],
    ["value.self[0]: it is a cycle", cyclic],
    ["value: it is an object with symbols as keys", { [Symbol("hidden")]: 1 }],
  ])("refuses %s", (problem, value) => {
    expect(() => hashOf(value)).toThrow(TypeError);
    expect(() => hashOf(value)).toThrow(`Cannot hash ${problem}`);
  });
});

it("hashes text and files as sha256sum does", async () => {
  // printf 'abc' | sha256sum; the first example of FIPS 180-2.
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  writeFileSync(folder("abc.txt"), "abc");
  expect(hashText("abc")).toBe(abc);
  expect(await hashFile(folder("abc.txt"))).toBe(abc);
});
