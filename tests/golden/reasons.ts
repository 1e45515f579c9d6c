/** Recorded rows that the simulator answers otherwise on purpose, and why. Any other difference fails the test. */
export const reasons: Readonly<Record<string, string>> = {
  'lifecycle 62':
    'recorded on cgroup v1, which refuses the write; on cgroup v2 runc itself refuses a swap limit without a memory limit. Same status.',
  'run-exit-codes 11':
    'recorded without a network; here Docker Hub answers, and denies access to what it does not have. Same status.',
}
