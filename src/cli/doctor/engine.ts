import { createRequire } from "node:module";
import type { Check } from "./check.ts";

/** An ONNX model that multiplies a 2 x 2 matrix by itself, as the engine's Graph encodes it. */
const squareModel =
  "CAkSCHRlYWNod2h5OoIBCicKAXgKAXgSBnZhbHVlMBoNTWF0TXVsOnZhbHVlMCIGTWF0TXVsOgAKIwoGdmFsdWUwEgF5GgpJZGVudGl0eTp5IghJZGVudGl0eToAEgh0ZWFjaHdoeVoTCgF4Eg4KDAgBEggKAggCCgIIAmITCgF5Eg4KDAgBEggKAggCCgIIAkIECgAQFEIRCg1jb20ubWljcm9zb2Z0EAE=";

/** Loads ONNX Runtime and runs a graph: its native library may lack for this platform, or not load. */
export async function checkEngine(): Promise<Check> {
  const check = { name: "engine", required: true };
  try {
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    const session = await InferenceSession.create(Buffer.from(squareModel, "base64"), {
      intraOpNumThreads: 1,
    });
    const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(1, 2, 3, 4), [2, 2]) });
    await session.release();
    if (String(y?.data) !== "7,10,15,22") throw new Error(`it multiplied wrongly: ${y?.data}`);
    const { version } = createRequire(import.meta.url)("onnxruntime-node/package.json") as {
      version: string;
    };
    return { ...check, status: "fine", found: `ONNX Runtime ${version}` };
  } catch (error) {
    return {
      ...check,
      status: "missing",
      found: `ONNX Runtime does not run: ${error instanceof Error ? error.message.split("\n")[0] : error}`,
      next:
        `This is ${process.platform} on ${process.arch}. ONNX Runtime has libraries for Linux with glibc and ` +
        "Windows (x64 and arm64) and for macOS (arm64 only). On one of these, install again with npm ci.",
    };
  }
}
