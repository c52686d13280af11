// Which programs does the rig consist of? Each has a Go package that it is built from, and a place where its
// maintainers publish it.

export interface Tool {
  readonly name: string;
  /** Go package of its main function, pinned by rig/tools/go.mod. */
  readonly package: string;
  /** Undefined for platforms for which the maintainers publish nothing that the rig can use. */
  readonly release?: (platform: Platform) => Release | undefined;
}

/** As Go names them. */
export interface Platform {
  readonly os: 'linux' | 'darwin';
  readonly arch: 'amd64' | 'arm64';
}

/** A file of an official release. */
export interface Release {
  readonly url: string;
  /**
   * Address of the published SHA-256 checksums: lines of `sha256sum`, one bare checksum, or the JSON with which the API
   * of GitHub describes a release. The rig pins versions and trusts these addresses for the checksums.
   */
  readonly checksums: string;
  /** The program in it, if it is an archive. */
  readonly member?: string;
}

const kubernetesVersion = 'v1.37.2';
export const helmVersion = 'v4.3.1';
const etcdVersion = 'v3.7.3';
const kwokVersion = 'v0.8.0';
const registryVersion = '3.1.2';
const actVersion = '0.2.89';
const actionlintVersion = '1.7.12';

export const tools = [
  {
    name: 'helm',
    package: 'helm.sh/helm/v4/cmd/helm',
    release({ os, arch }) {
      const url = `https://get.helm.sh/helm-${helmVersion}-${os}-${arch}.tar.gz`;
      return { url, checksums: `${url}.sha256sum`, member: `${os}-${arch}/helm` };
    },
  },
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  kubernetes('kube-scheduler'),
  {
    ...kubernetes('kubectl'),
    release: (platform) => kubernetesRelease('kubectl', platform),
  },
  {
    name: 'kwok',
    package: 'sigs.k8s.io/kwok/cmd/kwok',
    release: ({ os, arch }) => ({
      url: gitHubFile('kubernetes-sigs/kwok', kwokVersion, `kwok-${os}-${arch}`),
      // The maintainers publish no checksums; GitHub publishes one for each file of a release.
      checksums: `https://api.github.com/repos/kubernetes-sigs/kwok/releases/tags/${kwokVersion}`,
    }),
  },
  {
    name: 'etcd',
    package: 'go.etcd.io/etcd/server/v3',
    release({ os, arch }) {
      // The releases for macOS are zip archives.
      if (os !== 'linux') return undefined;
      const folder = `etcd-${etcdVersion}-${os}-${arch}`;
      return {
        url: gitHubFile('etcd-io/etcd', etcdVersion, `${folder}.tar.gz`),
        checksums: gitHubFile('etcd-io/etcd', etcdVersion, 'SHA256SUMS'),
        member: `${folder}/etcd`,
      };
    },
  },
  {
    name: 'registry',
    package: 'compass/rig/tools/registry',
    release({ os, arch }) {
      if (os !== 'linux') return undefined;
      const archive = `registry_${registryVersion}_${os}_${arch}.tar.gz`;
      const url = gitHubFile('distribution/distribution', `v${registryVersion}`, archive);
      return { url, checksums: `${url}.sha256`, member: 'registry' };
    },
  },
  {
    name: 'act',
    package: 'github.com/nektos/act',
    release({ os, arch }) {
      const archive = `act_${{ linux: 'Linux', darwin: 'Darwin' }[os]}_${{ amd64: 'x86_64', arm64: 'arm64' }[arch]}.tar.gz`;
      return {
        url: gitHubFile('nektos/act', `v${actVersion}`, archive),
        checksums: gitHubFile('nektos/act', `v${actVersion}`, 'checksums.txt'),
        member: 'act',
      };
    },
  },
  {
    name: 'actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    release: ({ os, arch }) => ({
      url: gitHubFile(
        'rhysd/actionlint',
        `v${actionlintVersion}`,
        `actionlint_${actionlintVersion}_${os}_${arch}.tar.gz`,
      ),
      checksums: gitHubFile(
        'rhysd/actionlint',
        `v${actionlintVersion}`,
        `actionlint_${actionlintVersion}_checksums.txt`,
      ),
      member: 'actionlint',
    }),
  },
] as const satisfies readonly Tool[];

export type ToolName = (typeof tools)[number]['name'];

/** The programs that the demo calls. The tests, and people who try things by hand, use the others too. */
export const demoTools = tools.map(({ name }) => name).filter((name) => name !== 'kubectl' && name !== 'actionlint');
export const allTools = tools.map(({ name }) => name);

/** Go variables that are set at link time: charts check `kubeVersion`, and Helm prints its own version. */
export const linkedVariables: Readonly<Record<string, string>> = {
  'k8s.io/component-base/version.gitVersion': kubernetesVersion,
  'k8s.io/component-base/version.gitMajor': kubernetesVersion.split('.')[0]?.slice(1) ?? '',
  'k8s.io/component-base/version.gitMinor': kubernetesVersion.split('.')[1] ?? '',
  'helm.sh/helm/v4/internal/version.version': helmVersion,
};

function kubernetes<Name extends string>(name: Name) {
  return {
    name,
    package: `k8s.io/kubernetes/cmd/${name}`,
    // The servers are published for Linux only.
    release: (platform: Platform) => (platform.os === 'linux' ? kubernetesRelease(name, platform) : undefined),
  };
}

function kubernetesRelease(name: string, { os, arch }: Platform): Release {
  const url = `https://dl.k8s.io/release/${kubernetesVersion}/bin/${os}/${arch}/${name}`;
  return { url, checksums: `${url}.sha256` };
}

function gitHubFile(repository: string, tag: string, file: string): string {
  return `https://github.com/${repository}/releases/download/${tag}/${file}`;
}
