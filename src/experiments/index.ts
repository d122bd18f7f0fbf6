// Experiments as data, and what comes out of them.
export * from "./results.ts";
