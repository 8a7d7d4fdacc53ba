package io.pngx.controller.web.views;

import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.store.Replica;

/** A replica and its state for users. */
record ReplicaState(Replica replica, SyncState state) {}
