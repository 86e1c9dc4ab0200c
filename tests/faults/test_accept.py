"""The accept harness in short. Machines that are busy with other things measure anything: the bound is for `make faults`."""

from tests.faults.accept import measure


def test_an_accept_costs_not_many_times_as_much_as_a_bare_insert() -> None:
    (figure,) = measure(100, seed=1)
    assert figure.trials == 100
    assert 0.5 < float(figure.value.split()[0]) < 6.0, figure
