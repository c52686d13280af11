// `npm run build`: which committed files are generated from src/? Writes all of them again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateActionYml } from './action-yml.ts';
import { buildDist } from './dist.ts';
import { generateDocs } from './docs.ts';
import { generateSchemas } from './schema.ts';

const root = join(import.meta.dirname, '..');

writeFileSync(join(root, 'action.yml'), generateActionYml());
for (const [name, content] of generateSchemas()) writeFileSync(join(root, 'schema', name), content);
for (const [name, content] of generateDocs()) writeFileSync(join(root, name), content);
buildDist(join(root, 'dist'));
