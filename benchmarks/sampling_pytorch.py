"""PyTorch's side of sampling.ts: the same model, prompts and draws with a preallocated cache, on the CPU in eager mode.

Started by sampling.ts with the job as its argument; answers each line of its input with a turn. All rows have the same
length here and end together, which spares PyTorch the continuous batching that it would need otherwise; masks and
rotary positions are computed as for rows of different lengths.
"""
import json
import resource
import sys
import time

import torch
import torch.nn.functional as F

job = json.loads(sys.argv[1])
torch.set_num_threads(job["workers"])
torch.manual_seed(1)
WIDTH, LAYERS, HEADS, HIDDEN, VOCABULARY, ROPE_BASE = 128, 3, 4, 512, 320, 1000
SIZE = WIDTH // HEADS
ROWS, PROMPT, NEW = job["batch"], job["promptTokens"], job["maxNewTokens"]
assert job["stopTokens"] == 0, "rows that end at different times are not compared"

embedding = torch.randn(VOCABULARY, WIDTH) * 0.02
layers = [
    {
        "qkv": torch.randn(3 * WIDTH, WIDTH) * 0.02,
        "out": torch.randn(WIDTH, WIDTH) * 0.02,
        "up": torch.randn(HIDDEN, WIDTH) * 0.02,
        "down": torch.randn(WIDTH, HIDDEN) * 0.02,
        "up_bias": torch.zeros(HIDDEN),
        "down_bias": torch.zeros(WIDTH),
        "gain": torch.ones(WIDTH),
        "bias": torch.zeros(WIDTH),
    }
    for _ in range(LAYERS)
]
angles = torch.arange(PROMPT + NEW)[:, None] / ROPE_BASE ** (torch.arange(SIZE // 2) / (SIZE // 2))
cosines, sines = angles.cos(), angles.sin()
cache = [torch.zeros(2, ROWS, HEADS, PROMPT + NEW, SIZE) for _ in layers]


def rotate(x, positions):
    """x [rows, heads, tokens, size], positions [rows, tokens]"""
    cosine, sine = cosines[positions][:, None], sines[positions][:, None]
    a, b = x.chunk(2, -1)
    return torch.cat([a * cosine - b * sine, a * sine + b * cosine], -1)


def forward(tokens, start, positions, mask):
    """Probabilities [rows, vocabulary] after the last of `tokens` [rows, n], which come after `start` cached ones."""
    rows, n = tokens.shape
    x = F.embedding(tokens, embedding)
    for layer, kept in zip(layers, cache):
        seen = F.layer_norm(x, (WIDTH,), layer["gain"], layer["bias"])
        q, k, v = F.linear(seen, layer["qkv"]).view(rows, n, 3, HEADS, SIZE).permute(2, 0, 3, 1, 4)
        kept[0, :, :, start : start + n] = rotate(k, positions)
        kept[1, :, :, start : start + n] = v
        keys, values = kept[:, :, :, : start + n]
        mixed = F.scaled_dot_product_attention(rotate(q, positions), keys, values, attn_mask=mask)
        x = x + F.linear(mixed.transpose(1, 2).reshape(rows, n, WIDTH), layer["out"])
        seen = F.layer_norm(x, (WIDTH,), layer["gain"], layer["bias"])
        x = x + F.linear(F.gelu(F.linear(seen, layer["up"], layer["up_bias"])), layer["down"], layer["down_bias"])
    last = F.layer_norm(x[:, -1], (WIDTH,), torch.ones(WIDTH), torch.zeros(WIDTH))
    return F.linear(last, embedding).softmax(-1)


@torch.inference_mode()
def sample(prompts):
    rows = len(prompts)
    causal = torch.full((PROMPT, PROMPT), -1e9).triu(1)[None, None]
    positions = torch.arange(PROMPT).expand(rows, PROMPT)
    drawn = [torch.multinomial(forward(prompts, 0, positions, causal), 1)]
    for step in range(1, NEW):
        at = PROMPT + step - 1
        mask = torch.zeros(rows, 1, 1, at + 1)
        positions = torch.full((rows, 1), at)
        drawn.append(torch.multinomial(forward(drawn[-1], at, positions, mask), 1))
    return torch.cat(drawn, 1).tolist()


prompts = torch.randint(VOCABULARY, (job["prompts"], PROMPT))
for _ in sys.stdin:
    cpu, start = time.process_time(), time.perf_counter()
    tokens = sum(len(row) for part in prompts.split(ROWS) for row in sample(part))
    turn = {
        "ms": 1000 * (time.perf_counter() - start),
        "cpuMs": 1000 * (time.process_time() - cpu),
        "newTokens": tokens,
        "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(turn), flush=True)
