import { readdirSync, readFileSync } from 'node:fs';
import type { ContainerUsage } from './containerizer.ts';
import { isCode, parseStat } from './supervisor.ts';

/** `sysconf(_SC_CLK_TCK)` and the page's size, as they are on every Linux we run on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** What all process groups of the machine use at this moment. */
export function usageByGroup(nowMs: number): Map<number, ContainerUsage> {
  const groups = new Map<number, ContainerUsage>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(name) : null;
    if (stat === null) continue;
    const before = groups.get(stat.processGroup);
    groups.set(stat.processGroup, {
      timestampMs: nowMs,
      cpusUserSecs: (before?.cpusUserSecs ?? 0) + stat.userTicks / TICKS_PER_SECOND,
      cpusSystemSecs: (before?.cpusSystemSecs ?? 0) + stat.systemTicks / TICKS_PER_SECOND,
      memRssBytes: (before?.memRssBytes ?? 0) + stat.rssPages * PAGE_BYTES,
    });
  }
  return groups;
}

function readStat(pid: string): ReturnType<typeof parseStat> {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    // It ended since its folder was listed.
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return null;
    throw error;
  }
}
