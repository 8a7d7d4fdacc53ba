package io.pngx.controller.paperless;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** Counts the bytes of a request body while they are sent. */
final class CountedEntity extends HttpEntityWrapper {
    private final ActiveCall call;

    CountedEntity(HttpEntity body, ActiveCall call) {
        super(body);
        this.call = call;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        super.writeTo(new FilterOutputStream(out) {
            @Override
            public void write(int one) throws IOException {
                out.write(one);
                call.moved(1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                call.moved(length);
            }
        });
    }
}
