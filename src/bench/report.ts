import type { GpuCounts } from './gpu-counter';

export type Backend = 'webgpu' | 'wasm';
export type Section = 'step' | 'rollout' | 'kernels' | 'scaling' | 'run';

/** One comparison of one run; medians. Without a peer it is a figure of ours alone. */
export interface BenchRow {
  readonly name: string;
  readonly backend: Backend;
  readonly oursMs: number;
  readonly peer: string | null;
  readonly peerMs: number | null;
  /** peerMs / oursMs: how many times faster ours is. */
  readonly ratio: number | null;
  /** Compute dispatches; null on wasm. */
  readonly dispatches: number | null;
  readonly peerDispatches: number | null;
  /** What else was measured, by name with its unit. */
  readonly more?: Readonly<Record<string, number | string>>;
}

export interface BenchReport {
  readonly device: string;
  readonly results: BenchRow[];
  /** Milliseconds of one step of ours by kernel, each alone; largest first. */
  readonly profile: { name: string; calls: number; ms: number }[];
}

/** What a section is given. */
export interface BenchContext {
  readonly backend: Backend;
  /** Measured rounds per comparison. */
  readonly rounds: number;
  /** False where jax-js has no such device, or was left out. */
  readonly jax: boolean;
  readonly add: (row: BenchRow) => void;
  readonly say: (line: string) => void;
}

export interface Side {
  readonly ms: number;
  readonly counts?: GpuCounts;
}

export function row(
  { backend }: BenchContext,
  name: string,
  ours: Side,
  peer: (Side & { readonly name: string }) | null,
  more?: BenchRow['more'],
): BenchRow {
  const dispatches = (side: Side | null) =>
    (backend === 'webgpu' ? side?.counts?.dispatches : undefined) ?? null;
  return {
    name,
    backend,
    oursMs: ours.ms,
    peer: peer?.name ?? null,
    peerMs: peer?.ms ?? null,
    ratio: peer ? peer.ms / ours.ms : null,
    dispatches: dispatches(ours),
    peerDispatches: dispatches(peer),
    ...(more ? { more } : {}),
  };
}
