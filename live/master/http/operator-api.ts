import type { FastifyInstance } from 'fastify';
import type { MasterSite } from '../master-site.ts';
export function registerOperatorApi(_app: FastifyInstance, _site: MasterSite): void {}
