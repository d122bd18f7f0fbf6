"""The other side of training.ts: the same training step in PyTorch, on the CPU, eager.

Reads a job as one line of JSON, then answers each further line with the times of a few steps.
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

STEPS_PER_TURN = 3
FUSED_ATTENTION = "--fused-attention" in sys.argv


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        width = config["width"]
        self.heads = config["heads"]
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, config["feedForward"]), nn.Linear(config["feedForward"], width)

    def forward(self, x, angles, mask):
        rows, context, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(rows, context, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        query, key = rotate(query, angles), rotate(key, angles)
        if FUSED_ATTENTION:
            mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        else:
            scores = query @ key.transpose(-1, -2) / math.sqrt(width // self.heads) + mask
            mixed = scores.softmax(-1) @ value
        x = x + self.out(mixed.transpose(1, 2).reshape(rows, context, width))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Model(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embedding = nn.Embedding(config["vocabularySize"], config["width"])
        self.blocks = nn.ModuleList(Block(config) for _ in range(config["layers"]))
        self.norm = nn.LayerNorm(config["width"])
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                residual = name.endswith(("out.weight", "down.weight"))
                nn.init.normal_(weight, 0, 0.02 / math.sqrt(2 * config["layers"]) if residual else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(weight)
        pairs = config["width"] // config["heads"] // 2
        angles = torch.arange(config["context"])[:, None] / config["ropeBase"] ** (torch.arange(pairs) / pairs)
        self.angles = angles.cos(), angles.sin()

    def forward(self, tokens, mask, predicting):
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x, self.angles, mask)
        return F.linear(self.norm(x[predicting]), self.embedding.weight)


def rotate(x, angles):
    cosine, sine = angles
    first, second = x.chunk(2, -1)
    return torch.cat([first * cosine - second * sine, first * sine + second * cosine], -1)


def main():
    job = json.loads(sys.stdin.readline())
    torch.set_num_threads(job["threads"])
    torch.manual_seed(1)
    model = Model(job["config"])
    vectors = [weight for weight in model.parameters() if weight.dim() == 1]
    matrices = [weight for weight in model.parameters() if weight.dim() == 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0}]
    optimizer = torch.optim.AdamW(groups, lr=0.001, betas=(0.9, 0.98), fused=True)
    context = job["config"]["context"]
    causal = torch.ones(context, context).tril().bool()
    rows = {name: torch.tensor([row[name] for row in job["rows"]]) for name in ("tokens", "documents", "lossWeights")}

    def step():
        tokens, documents, counts = rows["tokens"], rows["documents"], rows["lossWeights"][:, 1:]
        allowed = (documents[:, :, None] == documents[:, None, :]) & causal
        mask = torch.zeros(allowed.shape).masked_fill_(~allowed, -1e9)[:, None]
        predicting = F.pad(counts != 0, (0, 1))
        nll = F.cross_entropy(model(tokens, mask, predicting), tokens.roll(-1, 1)[predicting], reduction="none")
        counts = counts[counts != 0]
        loss = (counts * nll).sum() / counts.abs().sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        return loss.item()  # reading it is part of a step, as a training loop reports it

    for _ in sys.stdin:
        times = []
        cpu = time.process_time()
        for _ in range(STEPS_PER_TURN):
            start = time.perf_counter()
            step()
            times.append(1000 * (time.perf_counter() - start))
        cpu = 1000 * (time.process_time() - cpu)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"stepsMs": times, "cpuMs": cpu, "peakBytes": peak}), flush=True)


main()
