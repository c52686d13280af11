// Which words the templates of a chart have: in a folder, in an archive, and in charts within charts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { wordsIn } from '../../../src/adapters/charts/template-words.ts';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { freshFolder } from '../../support/remote.ts';

const words = ['now', 'lookup', 'uuidv4', 'genCA'];

test('words count only inside braces, in all files of a chart and its subcharts', (context) => {
  const folder = freshFolder(context);
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('web/README.md', 'Call it now, and lookup what uuidv4 means.\n');
  write('web/templates/a.yaml', '# not now\na: {{ .Values.knowing }}\n');
  write(
    'web/charts/part/templates/_b.tpl',
    '{{- define "b" -}}\n{{- if true }}{{ genCA "x" 1\n| toJson }}{{ end }}{{ end }}',
  );
  assert.deepEqual(wordsIn(join(folder, 'web'), words, '', disk), ['genCA']);
  assert.deepEqual(wordsIn(join(folder, 'web'), words, '{"a":"{{ now }}"}', disk), ['now', 'genCA']);
  execFileSync('tar', ['-czf', 'web.tgz', 'web'], { cwd: folder });
  assert.deepEqual(wordsIn(join(folder, 'web.tgz'), words, '', disk), ['genCA']);
});

test('if a file cannot be read, all words count', (context) => {
  const folder = freshFolder(context);
  mkdirSync(join(folder, 'web', 'charts'), { recursive: true });
  writeFileSync(join(folder, 'web', 'charts', 'part.tgz'), 'no archive');
  assert.deepEqual(wordsIn(join(folder, 'web'), words, '', disk), words);
  assert.deepEqual(wordsIn(join(folder, 'nowhere.tgz'), words, '', disk), words);
});
