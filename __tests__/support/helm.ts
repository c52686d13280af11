// Which values do templates see? The real Helm merges them, in one call and without a cluster.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolPath } from '../../rig/toolchain.ts';

/**
 * The values that templates see. `own`: the chart's values.yaml; `given`: values that override them, on standard input.
 */
export async function templatedValues(own: string, given = '{}'): Promise<Record<string, unknown>> {
  const chart = mkdtempSync(join(tmpdir(), 'compass-chart-'));
  try {
    mkdirSync(join(chart, 'templates'));
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: echo\nversion: 0.1.0\n');
    writeFileSync(join(chart, 'values.yaml'), own);
    writeFileSync(join(chart, 'templates', 'values.yaml'), 'values: {{ toJson .Values | b64enc }}\n');
    const [, encoded = ''] = /^values: (.*)$/m.exec(await template(chart, given)) ?? [];
    return JSON.parse(Buffer.from(encoded, 'base64').toString());
  } finally {
    rmSync(chart, { recursive: true, force: true });
  }
}

function template(chart: string, given: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(toolPath('helm'), ['template', 'test', chart, '--values=-'], options, (problem, output) =>
      problem ? reject(problem) : resolve(output),
    );
    child.stdin?.end(given);
  });
}
