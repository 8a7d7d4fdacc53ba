package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.flow.Version;

/** A stage with the complete vocabulary. */
final class Play implements AutoCloseable {
    final Stage stage;
    private final Vocabulary vocabulary = new Vocabulary();
    private final TroubleSentences trouble;

    Play(Version master, Version replica) {
        stage = new Stage(master, replica);
        LookupSentences lookups = new LookupSentences(stage);
        lookups.teach(vocabulary);
        new LibrarySentences(stage, lookups).teach(vocabulary);
        new MetadataSentences(stage).teach(vocabulary);
        new FieldSentences(stage).teach(vocabulary);
        trouble = new TroubleSentences(stage, vocabulary);
        trouble.teach();
        new ControllerSentences(stage).teach(vocabulary);
        new Expectations(stage).teach(vocabulary);
        new PlanSentences(stage).teach(vocabulary);
        new EditSentences(stage).teach(vocabulary);
    }

    void say(String sentence) throws Exception {
        vocabulary.run(sentence);
    }

    void assertNothingFailedInTheMiddle() {
        assertThat(trouble.failures())
                .as("sentences that were said in the middle of a call")
                .isEmpty();
    }

    @Override
    public void close() {
        stage.close();
    }
}
