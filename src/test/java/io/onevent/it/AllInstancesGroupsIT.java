package io.onevent.it;

class AllInstancesGroupsIT extends GroupsContract {

    @Override
    String mode() {
        return "all";
    }

    @Override
    void involveBoth() {
        // Both claim events of both names.
    }
}
