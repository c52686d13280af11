// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// `compass plan --against`: what does one environment run that another one does not?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { pushImage } from '../../rig/images.ts';
import { reasonsOf } from '../support/outcomes.ts';
import { echoChart, freshNamespace, helm } from '../support/stack.ts';
import { makeWorkspace, writeFiles } from '../support/step.ts';
import { checkOut, runTerminal } from '../support/terminal.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';
const auditLog = process.env['COMPASS_AUDIT_LOG'] ?? '';

const specOf = (namespace: string) => `version: 1
stack: shop
env: [NOT_SET]
environments:
  staging: { branches: develop, namespace: ${namespace}, values: { only-staging: true, replicas: 1 } }
  production: { branches: [master], namespace: ${namespace}-prod, values: { only-staging: false, replicas: 3 } }
charts:
  web: { chart: web, values: { image: "<%= image(\`${registry}/${namespace}/web:\${imageTag}\`) %>", replicas: "<%= values.replicas %>" } }
  api: { chart: api, depends: [web] }
  tool: { chart: api, requires: [only-staging] }
  fresh: { chart: api, tags: [new] }
  policies: { manifests: [policy.yaml.ejs] }
`;

test('a comparison names the charts, versions and images that differ, whatever the values of each environment are', async () => {
  const namespace = freshNamespace();
  const chartOf = (folder: string, version: string, greeting: string) => ({
    ...echoChart(folder),
    [`${folder}/Chart.yaml`]: `apiVersion: v2\nname: ${folder}\nversion: ${version}\n`,
    [`${folder}/values.yaml`]: `greeting: ${greeting}\n`,
  });
  const workspace = makeWorkspace({
    'compass.yaml': specOf(namespace),
    'policy.yaml.ejs': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: p }\ndata: { a: "<%= environment %>" }\n',
    ...chartOf('web', '1.0.0', 'one'),
    ...chartOf('api', '2.0.0', 'one'),
  });
  checkOut(workspace, 'master');
  const deploy = async (environment: string, branch: string, ...more: string[]) => {
    const end = await runTerminal(workspace, ['deploy', '--environment', environment, '--branch', branch, ...more]);
    assert.equal(end.exitCode, 0, end.err);
  };
  const compare = async (...more: string[]) => {
    const before = readAudit(auditLog).length;
    const given = ['plan', '--environment', 'production', '--against', 'staging', '--context', 'reader', ...more];
    const end = await runTerminal(workspace, given);
    assert.deepEqual(
      writesIn(
        readAudit(auditLog)
          .slice(before)
          .filter(({ user }) => user.username === 'reader'),
      ),
      [],
    );
    return end;
  };
  const push = (tag: string, content: string) => pushImage(registry, `${namespace}/web`, tag, content);
  const [old] = [await push('master', 'one'), await push('develop', 'one')];
  await deploy('staging', 'develop');
  await deploy('production', 'master', '--only', 'web,api,policies');
  const same = await compare();
  assert.equal(same.exitCode, 0, same.err);
  assert.match(same.out, /^= web unchanged, revision 1 \(same as in staging\)$/m);
  assert.match(same.out, /^= api unchanged, revision 1 \(same as in staging\)$/m);
  assert.match(same.out, /^· tool not-required \(not required in production\)$/m);
  assert.match(same.out, /^\+ fresh install \(not installed in production\)$/m);
  assert.match(same.out, /^= policies unchanged, revision 1 \(same as in staging\)$/m);
  assert.match(same.err, /^5 charts: 3 unchanged, 1 not-required, 1 to install/m);

  const built = await push('develop', 'two');
  writeFiles(workspace, { ...chartOf('api', '2.1.0', 'two') });
  await deploy('staging', 'develop');
  const moved = await compare('--output', 'json');
  const result = JSON.parse(moved.out);
  assert.deepEqual(reasonsOf(result), [
    'web upgrade: images',
    'api upgrade: chart 2.0.0 → 2.1.0',
    'tool not-required: not required in production',
    'fresh install: not installed in production',
    'policies unchanged: same as in staging',
  ]);
  assert.deepEqual(result.charts[0].images, { [`${registry}/${namespace}/web:develop`]: built });
  assert.match(moved.err, new RegExp(`image ${registry}/${namespace}/web:develop: ${old} → ${built}`));

  // Production gets a newer chart, and staging is rolled back by hand, so that Compass has not completed its revision.
  writeFiles(workspace, { ...chartOf('api', '3.0.0', 'three') });
  await deploy('production', 'master', '--only', 'api');
  const back = await compare('--only', 'api');
  assert.match(
    back.out,
    /^~ api upgrade, revision 2 \(chart 3\.0\.0 → 2\.1\.0\)\n {2}⚠ the chart would be downgraded from 3\.0\.0 to 2\.1\.0$/m,
  );
  await helm('rollback', 'api', '1', '-n', namespace);
  const touched = await compare('--only', 'api');
  assert.match(touched.out, /not completed in staging \(status: deployed\)/);
});

test('both environments of a comparison must exist, and they must differ', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': specOf(freshNamespace()),
    ...echoChart('web'),
    ...echoChart('api'),
  });
  checkOut(workspace, 'develop');
  const itself = await runTerminal(workspace, ['plan', '--against', 'staging']);
  assert.match(itself.err, /The environment `staging` cannot be compared with itself\. \[input-invalid\]/);
  const unknown = await runTerminal(workspace, ['plan', '--against', 'stagign', '--environment', 'production']);
  assert.match(
    unknown.err,
    /The environment `stagign` is not in compass\.yaml\. \[environment-unknown\]\n {2}→ Did you mean `staging`\?/,
  );
  const elsewhere = await runTerminal(workspace, ['deploy', '--against', 'staging']);
  assert.match(elsewhere.err, /`deploy` does not have the flag `--against`/);
});
