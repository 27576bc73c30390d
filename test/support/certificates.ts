import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether certificates can be made on this machine. */
export const HAS_OPENSSL: boolean = spawnSync('openssl', ['version']).status === 0;

/** A certificate in a folder: file names. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** An own authority, which signs certificates of 127.0.0.1. */
export class TestAuthority {
  /** File of its certificate. */
  readonly ca: string;
  private readonly folder: string;
  private readonly key: string;

  constructor(folder: string, name = 'authority') {
    this.folder = folder;
    this.ca = join(folder, `${name}.crt`);
    this.key = join(folder, `${name}.key`);
    this.openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', this.key, '-out', this.ca, '-days', '2', '-subj', `/CN=${name}`],
    );
  }

  /** @param name its common name */
  sign(name: string): CertificateFiles {
    const [cert, key, request] = ['crt', 'key', 'csr'].map((end) => {
      return join(this.folder, `${name}.${end}`);
    });
    const extensions = join(this.folder, `${name}.ext`);
    writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    this.openssl(
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', key, '-out', request, '-subj', `/CN=${name}`],
    );
    this.openssl(
      ...['x509', '-req', '-in', request, '-CA', this.ca, '-CAkey', this.key, '-CAcreateserial'],
      ...['-out', cert, '-days', '2', '-extfile', extensions],
    );
    return { cert, key };
  }

  private openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'ignore' });
  }
}

/** The text of a certificate and its key. */
export function pemOf({ cert, key }: CertificateFiles): { cert: string; key: string } {
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}
