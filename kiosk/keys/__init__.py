"""The key stores: file, service manager's credential, TPM. The port: kiosk/ports/key_store.py."""

from kiosk.ports.key_store import KeptIn, KeyPlace, KeyStore


def key_store(place: KeyPlace) -> KeyStore:
    """The store at `place`. Each module is imported only where it is the one: the sender starts for every application."""
    match place.kept_in:
        case KeptIn.FILE:
            from kiosk.keys.file import FileKeys

            return FileKeys(place.state)
        case KeptIn.CREDENTIAL:
            from kiosk.keys.credential import Credentials

            return Credentials(place.credentials, place.given)
        case KeptIn.TPM:
            from kiosk.keys.tpm import TpmKeys

            return TpmKeys(place.state, place.tcti, place.pcrs)
