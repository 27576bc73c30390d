import { expose } from 'comlink';

import { createFileReader } from './file-reader.ts';

expose(createFileReader());
