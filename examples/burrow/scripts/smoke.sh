#!/usr/bin/env bash
# The release is deployed; whether it serves is another question.
set -euo pipefail
kubectl rollout status "deployment/$COMPASS_RELEASE" --timeout=30s
