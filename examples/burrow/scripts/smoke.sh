#!/usr/bin/env bash
# The pods are ready. Check that the Service routes to them too.
set -euo pipefail
until [[ -n ${addresses:-} ]]; do
  addresses=$(kubectl get endpointslices --selector "kubernetes.io/service-name=$COMPASS_RELEASE" \
    --output 'jsonpath={.items[*].endpoints[*].addresses[*]}')
  [[ -n $addresses ]] || sleep 1
done
echo "$COMPASS_RELEASE routes to: $addresses"
