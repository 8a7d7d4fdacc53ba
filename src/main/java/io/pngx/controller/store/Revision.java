package io.pngx.controller.store;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Counts changes of some rows, so that a reader can cache the result of a query until the rows change. This process is
 * the only writer of the database.
 */
final class Revision {
    private final AtomicLong number = new AtomicLong();

    /** Returns the current number. A reader must ask for the number before it reads the rows. */
    long number() {
        return number.get();
    }

    /** Records a change of the rows. Inside a transaction, readers see the change only after the commit. */
    void changed() {
        number.incrementAndGet();
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    number.incrementAndGet();
                }
            });
        }
    }
}
