#!/usr/bin/env bash
# The first deployment finds none; any later one has to find the same.
set -euo pipefail
running=$(kubectl get configmap chain --ignore-not-found --output 'jsonpath={.data.chainId}')
echo "in $COMPASS_NAMESPACE runs the chain: ${running:-none yet}"
if [[ -n $running && $running != "$CHAIN_ID" ]]; then
  echo "expected $CHAIN_ID" >&2
  exit 1
fi
