package io.pngx.controller.web.views;

import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** Threads for calls of pages to instances, so that a slow instance does not occupy the threads of the pages. */
public final class CallThreads {
    private CallThreads() {}

    /**
     * Creates a small pool. The pool's {@code submit} throws a {@link java.util.concurrent.RejectedExecutionException}
     * if the pool is full.
     *
     * @param atOnce maximum number of calls at the same time
     * @param waiting maximum number of calls that wait for a thread
     */
    public static ExecutorService create(CamelContext context, Object owner, String name, int atOnce, int waiting) {
        return context.getExecutorServiceManager()
                .newThreadPool(
                        owner,
                        name,
                        new ThreadPoolProfileBuilder(name)
                                .poolSize(atOnce)
                                .maxPoolSize(atOnce)
                                .maxQueueSize(waiting)
                                .allowCoreThreadTimeOut(true)
                                // Camel's default would make the call in the thread of the page.
                                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                                .build());
    }
}
