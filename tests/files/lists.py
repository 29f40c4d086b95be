"""Lists of the tests, as people bring them: cards of telephones and Outlook, workbooks, and what is hostile in either."""

import io
import zipfile

from openpyxl import Workbook

OUTLOOK = (  # 2.1, as Outlook saves one: quoted-printable with a soft break, Windows-1252, a picture folded as base64
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=en-us;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;Ana;;Dr.\r\n"
    b"FN;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Dr. Ana M=\r\n=FCller\r\nORG:Embassy of Valdoria;Chancery\r\nTITLE:Second Secretary\r\n"
    b"TEL;WORK;VOICE:(202) 555-0101\r\nTEL;CELL;VOICE:+1 202 555 0102\r\nTEL;WORK;FAX:(202) 555-0103\r\n"
    b"ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;2100 Tenth Street NW=0D=0A=\r\nSuite 3;Washington;DC;20008;United States of America\r\n"
    b"X-MS-OL-DEFAULT-POSTAL-ADDRESS:2\r\nEMAIL;PREF;INTERNET:Ana.Mueller@valdoria.example\r\n"
    b"PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n /9j/4AAQSkZJRgABAQ\r\n AAAQABAAD\r\n\r\nREV:20260601T120000Z\r\nEND:VCARD\r\n")
TELEPHONE = (  # 3.0, as an iPhone sends one: groups and labels, folded lines, letters in UTF-8, a picture
    "BEGIN:VCARD\nVERSION:3.0\nPRODID:-//Apple Inc.//iPhone OS 17.5//EN\nN:Ferro;José;María;;\nFN:José María \n Ferro\nORG:Embassy of Kes\n tria;\n"
    "item1.EMAIL;type=INTERNET;type=pref:jose@kestria.example\nitem1.X-ABLabel:_$!<Work>!$_\nTEL;type=IPHONE;type=CELL;type=VOICE;type=pref:+1 (202) 55\n"
    " 5-0104\nNOTE:two\\, lines\\nand a comma\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\n SkZJRg==\nEND:VCARD\n").encode()
STANDARD = (  # 4.0, with quoted parameters and numbers as addresses
    b'BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\r\nFN:Bran Okafor\r\nN:Okafor;Bran;;;\r\nORG:Embassy of Maristan\r\n'
    b'ROLE:Security officer\r\nTEL;VALUE=uri;PREF=1;TYPE="voice,work":tel:+1-202-555-0105;ext=12\r\nTEL;VALUE=uri;TYPE="cell,text":tel:+1-202-555-0106\r\n'
    b"EMAIL;TYPE=work:bran@maristan.example\r\nLANG;PREF=1:fr\r\nLANG;PREF=2:en\r\nPHOTO:data:image/png;base64,AAAA\r\nEND:VCARD\r\n")
OLD_TELEPHONE = (  # 2.1: no end of the base64 but a blank line, a key folded without a space, letters of Latin-1 that nothing names
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:M\xfcller;Uwe\r\nPHOTO;JPEG;ENCODING=BASE64:/9j/4AAQSkZJ\r\nRgABAQAAAQAB\r\nAAD/2wBD\r\n\r\nTEL;CELL:2025550107\r\n"
    b"this line is nothing\r\nEND:VCARD\r\n")


def workbook(*rows: list[object], merged: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> bytes:
    """A workbook with these rows in its first sheet."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    for name in others:
        book.create_sheet(name)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def changed(book: bytes, part: str, before: str, after: str) -> bytes:
    """A workbook with other words in a part of it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == part:
                assert before.encode() in content
                content = content.replace(before.encode(), after.encode())
            new.writestr(info.filename, content)
    return made.getvalue()


def computed(book: bytes, cell: str, formula: str, value: str) -> bytes:
    """A workbook in which a program computed a formula, as Excel keeps it."""
    return changed(book, "xl/worksheets/sheet1.xml", f'<c r="{cell}"><f>{formula}</f><v /></c>', f'<c r="{cell}" t="str"><f>{formula}</f><v>{value}</v></c>')


def bomb(megabytes: int) -> bytes:
    """A workbook of some kilobytes whose sheet unpacks to so many megabytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["a", "b"]))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != "xl/worksheets/sheet1.xml":
                new.writestr(info.filename, old.read(info))
        with new.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(megabytes):
                part.write(b" " * 1_000_000)
    return made.getvalue()
