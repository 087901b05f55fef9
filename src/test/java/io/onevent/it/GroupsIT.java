package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

class GroupsIT extends GroupsContract {

    @Override
    String mode() {
        return "single";
    }

    /** Each instance is to lead one of the names, as if both had started at once. */
    @Override
    void involveBoth() {
        await("both names are led").atMost(ALLOWANCE).until(() -> leaders("*") == 2);
        if (leaders("DISTINCT instance_id") == 1) {
            database.execute("UPDATE onevent_lead SET instance_id ="
                    + " (SELECT id FROM onevent_instance WHERE id <> instance_id) WHERE name = 'debit'");
            await("whoever has led both has looked several times since")
                    .during(ofSeconds(5))
                    .atMost(ALLOWANCE)
                    .until(() -> leaders("DISTINCT instance_id") == 2);
        }
    }

    private long leaders(String count) {
        return database.queryLong(
                "SELECT count(" + count + ") FROM onevent_lead JOIN onevent_instance ON id = instance_id");
    }
}
