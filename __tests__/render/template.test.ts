// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// Templates: what they give, what they may not do, and how their mistakes are reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, TemplateEngine, type TemplateResult } from '../../src/render/template.ts';

const scope = {
  values: { replicas: 3, list: [1, 'x'], deep: { a: null }, registry: 'r.example' },
  environment: 'staging',
  imageTag: 'develop',
};
const engine = new TemplateEngine();
const render = (text: string, answers: Record<string, Answer> = {}): TemplateResult =>
  engine.render([text], { names: scope, secrets: {}, images: {} }, answers)[0] as TemplateResult;
const digestOf = (reference: string) => JSON.stringify(['digest', reference]);

const good: readonly [string, unknown][] = [
  ['<%= values.replicas %>', 3],
  ['<%= values.replicas %> pods', '3 pods'],
  ['<%= values.list %>', [1, 'x']],
  ['<%= values.deep %>', { a: null }],
  ['<%= values.deep.a %>', null],
  ['<%= values.replicas > 2 %>', true],
  ['<%= values.list.map((item) => `${item}!`).join() %>', '1!,x!'],
  ['<% for (const item of values.list) { %>- <%= item %>\n<% } %>', '- 1\n- x\n'],
  ['<%% stays', '<% stays'],
  ['<%= "<&>" %> "quoted"', '<&> "quoted"'],
  ['<%= has("values.deep.a") && !has("values.nothing.here") %>', true],
  ['<%= slug("feature-abc-1") %>', 'feature-abc-1'],
  ['<%= slug("Feature/ABC_1--") %>', 'feature-abc-1-1kw5w0'],
  ['<%= slug("feature/x") === slug("feature-x") %>', false],
  ['<%= slug("x".repeat(100), 20).length %>', 20],
  ['<%= new Date("2020-01-01").toISOString() %>', '2020-01-01T00:00:00.000Z'],
  ['<%= toJson(values.list) %>', '[1,"x"]'],
  ['<%= fromJson("[1]")[0] %>', 1],
  ['<%= b64enc("äöü🧭") %>', Buffer.from('äöü🧭').toString('base64')],
];

for (const [text, expected] of good) {
  test(`${text} → ${JSON.stringify(expected)}`, () => {
    const rendered = render(text);
    assert.deepEqual('value' in rendered ? rendered.value : rendered, expected);
  });
}

const bad: readonly [string, RegExp, number?][] = [
  ['<%= values.relicas %>', /^there is no values\.relicas$/],
  ['a\n\n<%= values.deep.b.c %>', /^there is no values\.deep\.b$/, 3],
  ['<%= vlues.x %>', /^vlues is not defined here$/],
  ['<%= undefined %>', /has no value/],
  ['<%= slug("x", 5) %>', /must be a whole number from 8 to 63/],
  ['<%= Math.random() %>', /^a random number is not available/],
  ['<%= Date.now() %>', /^the current time is not available/],
  ['<%= new Date() %>', /^the current time is not available/],
  ['<%= Date() %>', /^the current time is not available/],
  ['<%= new (new Date(0).constructor)() %>', /^the current time is not available/],
  ['<%= new Intl.DateTimeFormat().format() %>', /not a constructor/],
  ['x<%= values.deep.a %>', /is null/],
  ['<%- values.replicas %>', /`<%-` is not allowed/],
  ['<%= values.replicas', /close tag/],
  ['<%= 1 + %>', /Unexpected token/],
  ['<%= process.env %>', /^process is not defined here$/],
  ['<%= require("fs") %>', /^require is not defined here$/],
  ['<%= include("x") %>', /^include is not defined here$/],
  ['<%= new Function("return 1")() %>', /Code generation from strings disallowed/],
  ['<%= [].constructor.constructor("return process")() %>', /Code generation from strings disallowed/],
  ['<% import("fs") %>', /`import` is not allowed in a template/],
  ['<%= import/**/("fs") %>', /`import` is not allowed in a template/],
  ['<% async function f() {} f() %>', /`async` is not allowed in a template/],
  ['<%= Promise.resolve(1) %>', /`Promise` is not allowed in a template/],
  ['<%= 0 / 0 %>', /evaluates to NaN, which JSON cannot represent/],
  ['<%= [1 / 0] %>', /evaluates to Infinity, which JSON cannot represent/],
  ['<%= [undefined] %>', /evaluates to undefined, which JSON cannot represent/],
  ['<%= 2 ** 60 %>', /evaluates to 1152921504606847000, which JSON cannot represent/],
  ['<%= fromJson("{}").x ?? 1 %>', /there is no fromJson\(\)\.x/],
  ['<%= image(5) %>', /image\(\) takes a string/],
  ['<% throw 1 %>', /^1$/],
  ['<% throw { get message() { throw 1 } } %>', /cannot be shown/],
  ['<% throw Object.freeze(new Error("frozen")) %>', /^frozen$/],
  ['<%= values.list.sort() %>', /template values are read-only/],
  ['<% values.x = 1 %>', /read-only/],
  ['<%= fromSecret("a", "b") %>', /fromSecret\(\) works only in charts/],
  ['<%= image("x:1", { wiat: "5m" }) %>', /image\(\) has no option wiat/],
  ['<%= readEnv("A", { secret: true }) %>', /readEnv\(\) has no option secret/],
  ['<%= image("x:1", { wait: "5" }) %>', /option wait of image\(\) is not a duration with a unit/],
  ['<%= image("x:1", { revision: 5 }) %>', /image\(\) takes a string/],
  ['<%= image("x:1", { until: "5m" }) %>', /image\(\) has no option until/],
  ['<%= values.list.nothing() %>', /there is no values\.list\.nothing/],
];

for (const [text, says, line = 1] of bad) {
  test(`${JSON.stringify(text)} is refused`, () => {
    const rendered = render(text);
    assert.ok(rendered.problem, JSON.stringify(rendered));
    assert.match(rendered.problem.problem, says);
    assert.equal(rendered.problem.line, line);
  });
}

test('a misspelt name comes with the known names', () => {
  const rendered = render('<%= values.relicas %>');
  assert.equal(rendered.problem?.misspelt, 'relicas');
  assert.ok(rendered.problem?.known?.includes('replicas'));
});

test('a variable that is not set comes with the lines that set it', () => {
  const { problem } = render('<%= readEnv("TOKEN") %>', { [JSON.stringify(['env', 'TOKEN'])]: { value: null } });
  assert.equal(problem?.problem, 'the environment variable TOKEN is not set');
  assert.equal(
    problem?.hint,
    "Set it in the `env` of the step: `env: { TOKEN: ${{ secrets.TOKEN }} }`. For a default: `readEnv('TOKEN', { default: '' })`.",
  );
});

test('an unresolved image is asked for, and pinned once it is resolved', () => {
  const text = '<%= image(`${values.registry}/burrow:${imageTag}`) %>';
  const first = render(text);
  assert.deepEqual([first.asked, first.isOpen], [[digestOf('r.example/burrow:develop')], true]);
  const digest = `sha256:${'a'.repeat(64)}`;
  const second = render(text, { [digestOf('r.example/burrow:develop')]: { value: digest } });
  assert.deepEqual(second.value, `r.example/burrow:develop@${digest}`);
});

test('a pinned image stays as it is, but is still asked for, so that it is reported', () => {
  const pinned = `x.example/y:1@sha256:${'b'.repeat(64)}`;
  const { value, asked } = render(`<%= image("${pinned}") %>`);
  assert.deepEqual([value, asked], [pinned, [digestOf(pinned)]]);
});

test('an endless template is stopped', () => {
  const impatient = new TemplateEngine(100);
  for (const text of [
    '<% while (true) {} %>',
    '<% /^(a+)+$/.test("a".repeat(50) + "b") %>',
    '<%= ({ f(n) { return n < 2 ? 1 : this.f(n - 1) + this.f(n - 2) } }).f(60) %>',
    '<%= `${ {a: 1}.a ? (() => { while (true); })() : 1 }` %>',
  ]) {
    const [rendered] = impatient.render([text], { names: scope, secrets: {}, images: {} }, {});
    assert.match(rendered?.problem?.problem ?? '', /ran longer than 0.1 s/);
  }
});

test('forbidden words are refused in code only', () => {
  assert.equal(render('import <%= values.replicas %> await').value, 'import 3 await');
  assert.equal(
    render('<%= `x/import:${"async function"}` + "Promise.all" %>').value,
    'x/import:async functionPromise.all',
  );
});

test('a name that every JavaScript object has is not a digest', () => {
  const rendered = render('<%= digest("constructor") %>');
  assert.deepEqual([rendered.asked, rendered.isOpen], [[digestOf('constructor')], true]);
});

test('a template cannot change what the next one reads', () => {
  render('<% globalThis.leak = 1; values.list.push(9); Object.prototype.polluted = 1 %>');
  render('<% globalThis.__run = () => 1; JSON.parse = () => 2; Array.prototype.map = () => 3 %>');
  assert.deepEqual(render('<%= values.list %>').value, [1, 'x']);
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('questions are reported at once, mistakes only after all answers are known', () => {
  const question = JSON.stringify(['yaml', 'a: 1']);
  const first = render('<%= fromYaml("a: 1").a %>');
  assert.deepEqual([first.problem, first.isOpen, first.asked], [undefined, true, [question]]);
  assert.equal(render('<%= fromYaml("a: 1").a %>', { [question]: { value: { a: 1 } } }).value, 1);
  const wrong = render('<%= fromYaml("a: 1").b %>', { [question]: { value: { a: 1 } } });
  assert.equal(wrong.problem?.problem, 'there is no fromYaml().b');
  const refused = render('<%= fromYaml("a: 1").a %>', { [question]: { problem: 'it is refused' } });
  assert.equal(refused.problem?.problem, 'it is refused');
});

test('whatever reads a secret is secret: a variable, a sealed value, and what is made of them', () => {
  const env = (name: string) => JSON.stringify(['env', name]);
  const answers = { [env('KEY')]: { value: 'hunter22' }, [env('NONE')]: { value: null } };
  const seen = (text: string) => {
    const names = { values: { open: 1, db: { password: 'x', user: 'u' } } };
    const secrets = { values: { db: { password: true } } } as const;
    const [rendered] = engine.render([text], { names, secrets, images: {} }, answers);
    assert.equal(rendered?.problem, undefined, text);
    return rendered?.secret;
  };
  for (const text of [
    '<%= readEnv("KEY") %>',
    '<%= b64enc(readEnv("KEY")) %>',
    '<%= values.db.password.length %>',
    '<%= toJson(values) %>',
    '<%= values.db %>',
    '<% if (values.db.password) { %>x<% } %>',
  ]) {
    assert.equal(seen(text), true, text);
  }
  for (const text of [
    '<%= readEnv("KEY", { public: true }) %>',
    '<%= readEnv("NONE", { default: "d" }) %>',
    '<%= values.db.user %>',
    '<%= values.open %>',
  ]) {
    assert.equal(seen(text), false, text);
  }
});

test('each of many texts has its own result, in order', () => {
  const texts = ['<%= values.replicas %>', 'no template', '<%= nothing %>', '<%= environment %>', '<%= 1 + %>'];
  const rendered = engine.render(texts, { names: scope, secrets: {}, images: {} }, {});
  assert.deepEqual(
    rendered.map(({ value, problem }) => problem?.problem.slice(0, 20) ?? value),
    [3, 'no template', 'nothing is not defin', 'staging', "Unexpected token ')'"],
  );
});

test('an error after reading a secret does not reveal it, and parts of the secret are learnt', () => {
  const env = JSON.stringify(['env', 'KEY']);
  const tell = (text: string, value: string) => render(text, { [env]: { value } });
  for (const text of ['<%= fromJson(readEnv("KEY")) %>', '<% throw new Error(readEnv("KEY").toUpperCase()) %>']) {
    const { problem } = tell(text, 'correct-horse');
    assert.ok(problem && !/corr/i.test(problem.problem), problem?.problem);
  }
  const { secretTexts } = tell('<%= fromJson(readEnv("KEY")).password %>', '{"password":"hunter2-pass"}');
  assert.ok(secretTexts.includes('hunter2-pass'));
});
