package io.pngx.controller.store;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Counts the changes of certain rows. Only this process writes to the database, so a reader can cache the result of a
 * query until the number changes.
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
