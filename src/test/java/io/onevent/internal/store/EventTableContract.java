package io.onevent.internal.store;

import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** What every database must do for the verbs of the tables. */
@Tag("database")
abstract class EventTableContract {

    private final DataSource database;
    private final Dialect spoken;

    EventTableContract(DataSource database, Dialect spoken) {
        this.database = database;
        this.spoken = spoken;
    }

    /** Whether a write of a row that another transaction has written waits for its end, and does not fail at once. */
    boolean waitsForWriters(int isolation) {
        return true;
    }

    @Nested
    class Inserts extends InsertsContract {

        Inserts() {
            super(database, spoken);
        }
    }

    @Nested
    class Keys extends KeysContract {

        Keys() {
            super(database, spoken);
        }
    }

    @Nested
    class Reads extends ReadsContract {

        Reads() {
            super(database, spoken);
        }
    }

    @Nested
    class Groups extends GroupsContract {

        Groups() {
            super(database, spoken);
        }
    }

    @Nested
    class Claims extends ClaimsContract {

        Claims() {
            super(database, spoken);
        }
    }

    @Nested
    class Ends extends EndsContract {

        Ends() {
            super(database, spoken);
        }

        @Override
        boolean waitsForWriters(int isolation) {
            return EventTableContract.this.waitsForWriters(isolation);
        }
    }

    @Nested
    class Orphans extends OrphansContract {

        Orphans() {
            super(database, spoken);
        }
    }

    @Nested
    class Expiry extends ExpiryContract {

        Expiry() {
            super(database, spoken);
        }
    }

    @Nested
    class Instances extends InstancesContract {

        Instances() {
            super(database, spoken);
        }
    }

    @Nested
    class Leads extends LeadsContract {

        Leads() {
            super(database, spoken);
        }
    }

    @Nested
    class Holds extends PausedNamesContract {

        Holds() {
            super(database, spoken);
        }
    }

    @Nested
    class Told extends DeathsContract {

        Told() {
            super(database, spoken);
        }
    }

    @Nested
    class Figures extends FiguresContract {

        Figures() {
            super(database, spoken);
        }
    }
}
