// How many requests a second the test provider answers: it in a process of its own, this one the client.
// Usage: npx tsx test/provider/measure-rate.ts [REQUESTS] [CONCURRENCY]
import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";

const requests = Number(process.argv[2] ?? 20_000);
const concurrency = Number(process.argv[3] ?? 256);

/** One exchange with node:http, which costs the client less than fetch does. */
function post(url: URL, agent: Agent, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    sent.once("error", reject).end(body);
  });
}

for (const latencyMs of [0, 50]) {
  const script = fileURLToPath(new URL("serve.ts", import.meta.url));
  const server = spawn(process.execPath, ["--import", "tsx", script, "--latency", String(latencyMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await new Promise<string[]>((resolve) =>
    server.stdout.once("data", (data) => resolve(String(data).split("\n"))),
  );
  const url = new URL("/v1/chat/completions", line);
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  for (const client of ["node:http", "fetch"]) {
    const ask = (index: number) => {
      const messages = [
        { role: "user", content: `Question ${client} ${index}: what would you do, and why?` },
      ];
      const body = JSON.stringify({ model: "test-model", messages });
      if (client === "node:http") return post(url, agent, body);
      const sent = fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
      return sent.then((response) => response.text().then(() => response.status));
    };
    let next = 0;
    const worker = async () => {
      while (next < requests) {
        const status = await ask(next++);
        if (status !== 200) throw new Error(`Status ${status}`);
      }
    };
    const started = performance.now();
    const cpu = process.cpuUsage();
    await Promise.all(Array.from({ length: concurrency }, worker));
    const seconds = (performance.now() - started) / 1000;
    const used = process.cpuUsage(cpu);
    console.log(
      `${latencyMs} ms, ${client}: ${Math.round(requests / seconds)} requests a second; ` +
        `client CPU ${Math.round((used.user + used.system) / requests)} us a request`,
    );
  }
  agent.destroy();
  server.kill();
}
