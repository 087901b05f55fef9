package io.onevent.bench.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;

/** The row that a handler writes with JPA; its ids come from the database fifty at a time, as JPA has it unless told otherwise. */
@Entity
@Table(name = "bench_effect")
public class EffectEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "effect")
    @SequenceGenerator(name = "effect", sequenceName = "bench_effect_id_seq", allocationSize = 50)
    private Long id;

    @Column(name = "payload")
    private String payload;

    /** For JPA. */
    protected EffectEntity() {}

    EffectEntity(String payload) {
        this.payload = payload;
    }
}
