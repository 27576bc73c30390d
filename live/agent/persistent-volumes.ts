import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { isAbsolute, join, posix } from 'node:path';

import { type Resource, isPersistentVolume, reservedTo } from '../../core/resources/resource.ts';
import type { ContainerSpec, VolumeMount } from '../containers/containerizer.ts';
import { SANDBOX_MOUNT } from '../containers/docker-config.ts';
import { type MesosResource, readResource } from '../mesos/resource-codec.ts';

/**
 * The folders behind persistent volumes (Mesos `docs/persistent-volume.md`, `mesos-semantics`
 * parts 2.4 and 8): `volumes/roles/<role>/<id>` below the work folder, or below the root of the
 * PATH disk they lie on. They outlive tasks and the agent's process, and go when the volume is
 * destroyed. Ids and roles are names from outside: none leads out of there.
 */
export class PersistentVolumes {
  private readonly workDir: string;
  private readonly complain: (problem: string) => void;
  /** Folders that were made or found, also on disks whose other folders are not ours. */
  private readonly known = new Set<string>();
  /** A volume that is destroyed was still in use. */
  private isBehind = false;

  /** @param workDir absolute; one agent's only */
  constructor(workDir: string, complain: (problem: string) => void) {
    this.workDir = workDir;
    this.complain = complain;
  }

  /** Whether {@link keep} has to be told again when something has ended. */
  get waits(): boolean {
    return this.isBehind;
  }

  /**
   * Makes the volumes that are among these resources and gives them to a container that is to run:
   * as links in the sandbox of a process, as mounts to an image. The sandbox is fresh.
   * @returns what to run, and the folders that its user has to own
   * @throws Error that says what cannot be done
   */
  give(spec: ContainerSpec, resources: readonly MesosResource[]): GivenVolumes {
    const folders: string[] = [];
    const mounts: VolumeMount[] = [];
    for (const { folder, path, mode } of this.wantedBy(resources)) {
      this.make(folder);
      folders.push(folder);
      if (spec.image === null) link(folder, spec.sandbox, partsOf(path));
      else mounts.push({ hostPath: folder, containerPath: pathInImage(path), mode });
    }
    if (mounts.length === 0) return { spec, folders };
    return { spec: { ...spec, volumes: [...spec.volumes, ...mounts] }, folders };
  }

  /**
   * The same for an executor that runs already and is given a task. What is in its sandbox is its
   * own by now, so that a link may stand nowhere but in the sandbox itself.
   * @throws Error that says what cannot be done
   */
  giveLater(sandbox: string, resources: readonly MesosResource[]): string[] {
    return this.wantedBy(resources).map(({ folder, path }) => {
      const parts = partsOf(path);
      // It was launched for this task.
      if (leadsTo(join(sandbox, ...parts), folder)) return folder;
      if (parts.length > 1) {
        throw new Error(`volume path "${path}": wanted a name without / for an executor that runs`);
      }
      this.make(folder);
      link(folder, sandbox, parts);
      return folder;
    });
  }

  /**
   * Makes the volumes that the agent has from now on, and removes those it has no more.
   * @param inUse what tasks and executors hold: it stays until they have ended
   */
  keep(total: Iterable<Resource>, inUse: Iterable<Resource>): void {
    const kept = new Set<string>();
    for (const volume of total) {
      this.attempt(() => {
        const folder = isPersistentVolume(volume) ? this.folderOf(volume) : null;
        if (folder === null) return;
        kept.add(folder);
        this.make(folder);
      });
    }
    const used = new Set<string>();
    for (const volume of inUse) {
      this.attempt(() => {
        if (isPersistentVolume(volume)) used.add(this.folderOf(volume));
      });
    }
    this.isBehind = false;
    const found = new Set(this.known);
    this.attempt(() => {
      for (const folder of foldersBelow(this.workDir)) found.add(folder);
    });
    for (const folder of found) {
      if (kept.has(folder)) continue;
      if (used.has(folder)) this.isBehind = true;
      else this.attempt(() => this.remove(folder));
    }
  }

  /** Goes on removing what an earlier process began to. */
  clean(): void {
    this.sweep(join(this.workDir, 'volumes', REMOVED));
  }

  /** @throws Error where it can have none */
  folderOf(volume: Resource): string {
    const id = volume.disk?.persistence ?? '';
    const role = reservedTo(volume) ?? '';
    if (!isName(id) || id.includes('/')) {
      throw new Error(`volume id ${JSON.stringify(id)}: wanted a name without /`);
    }
    // No role has a blank: what stands for / is no other role's (Mesos `paths.cpp`).
    const folder = role.replaceAll('/', ' ');
    if (!isName(folder) || /\s/.test(role)) {
      throw new Error(`volume ${id}: role ${JSON.stringify(role)}, wanted one without blanks`);
    }
    return join(this.baseOf(volume), 'volumes', 'roles', folder, id);
  }

  private baseOf({ disk }: Resource): string {
    const source = disk?.source ?? null;
    if (source === null) return this.workDir;
    if (source.type !== 'PATH' || source.root === null) {
      const wanted = "wanted the agent's own disk, or a PATH disk with a root";
      throw new Error(`volume ${disk?.persistence}: found a ${source.type} disk, ${wanted}`);
    }
    return isAbsolute(source.root) ? source.root : join(this.workDir, source.root);
  }

  private wantedBy(resources: readonly MesosResource[]): WantedVolume[] {
    return resources.flatMap((said) => {
      const path = said.disk?.volume?.container_path;
      if (said.disk?.persistence === undefined || path === undefined) return [];
      const mode = said.disk.volume?.mode ?? 'RW';
      return [{ folder: this.folderOf(readResource(said)), path, mode }];
    });
  }

  private make(folder: string): void {
    this.known.add(folder);
    mkdirSync(join(folder, '..'), { recursive: true, mode: 0o755 });
    mkdirSync(folder, { recursive: true, mode: 0o750 });
  }

  /** At once for those who look for it; a volume of that name may be made again right away. */
  private remove(folder: string): void {
    this.known.delete(folder);
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
    const removed = join(folder, '..', '..', '..', REMOVED);
    mkdirSync(removed, { recursive: true, mode: 0o700 });
    renameSync(folder, join(removed, randomUUID()));
    this.sweep(removed);
  }

  private sweep(removed: string): void {
    rm(removed, { recursive: true, force: true }).catch((error: unknown) => this.tell(error));
  }

  private attempt(one: () => void): void {
    try {
      one();
    } catch (error) {
      this.tell(error);
    }
  }

  private tell(error: unknown): void {
    this.complain(`volumes: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export interface GivenVolumes {
  readonly spec: ContainerSpec;
  readonly folders: readonly string[];
}

interface WantedVolume {
  readonly folder: string;
  /** As its framework wrote it. */
  readonly path: string;
  readonly mode: 'RW' | 'RO';
}

/** Beside `roles`: what is being removed. */
const REMOVED = 'removed';

function isName(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && !text.includes('\0');
}

/** A path inside a sandbox, part by part. */
function partsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const isInside = !isAbsolute(path) && parts.length > 0 && parts.every((part) => isName(part));
  if (isInside) return parts;
  throw new Error(`volume path "${path}": wanted a relative one inside the sandbox`);
}

function pathInImage(path: string): string {
  if (!isAbsolute(path)) return posix.join(SANDBOX_MOUNT, ...partsOf(path));
  if (posix.normalize(path) !== '/') return posix.normalize(path);
  throw new Error(`volume path "${path}": wanted a folder inside the container`);
}

/** No link is followed on the way: one may lead into another volume, and from there anywhere. */
function link(folder: string, sandbox: string, parts: readonly string[]): void {
  const shown = parts.join('/');
  let at = sandbox;
  for (const part of parts.slice(0, -1)) {
    at = join(at, part);
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found === undefined) mkdirSync(at, { mode: 0o750 });
    else if (!found.isDirectory()) throw new Error(`volume path "${shown}": ${part} is no folder`);
  }
  const place = join(at, parts.at(-1) ?? '');
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return symlinkSync(folder, place);
  // A shared volume may stand there twice.
  if (leadsTo(place, folder)) return;
  throw new Error(`volume path "${shown}": there is something already`);
}

function leadsTo(place: string, folder: string): boolean {
  const found = lstatSync(place, { throwIfNoEntry: false });
  return found?.isSymbolicLink() === true && readlinkSync(place) === folder;
}

/** All volumes below a work folder. */
function foldersBelow(workDir: string): string[] {
  const roles = join(workDir, 'volumes', 'roles');
  if (lstatSync(roles, { throwIfNoEntry: false }) === undefined) return [];
  return foldersIn(roles).flatMap((role) => foldersIn(role));
}

function foldersIn(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((one) => one.isDirectory()).map(({ name }) => join(path, name));
}
