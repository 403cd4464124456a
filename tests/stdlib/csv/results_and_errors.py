import csv
import io


def r(text, **k):
    return list(csv.reader(io.StringIO(text, newline=""), **k))


def w(row, **k):
    f = io.StringIO(newline="")
    csv.writer(f, **k).writerow(row)
    return f.getvalue()


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("r('a,b\\n1,2')")  # expect: [['a', 'b'], ['1', '2']]
t('r(\'a,"b""c",d\')')  # expect: [['a', 'b"c', 'd']]
t('r(\'"a\\nb",c\')')  # expect: [['a\nb', 'c']]
t("r('a\\rb')")  # expect: [['a'], ['b']]
t("r('a;b',delimiter=';')")  # expect: [['a', 'b']]
t("r('a\\\\,b',escapechar='\\\\')")  # expect: [['a,b']]
t('r("a,\'b,c\'",quotechar="\'")')  # expect: [['a', 'b,c']]
t('r(\'1,"2",a\',quoting=csv.QUOTE_NONNUMERIC)')  # expect: ValueError could not convert string to float: 'a'
t('r(\'1,"2",3.5,\',quoting=2)')  # expect: [[1.0, '2', 3.5, '']]
t("r('a, b',skipinitialspace=True)")  # expect: [['a', 'b']]
t('r(\'"a"b,c\')')  # expect: [['ab', 'c']]
t('r(\'"a"b,c\',strict=True)')  # expect: Error ',' expected after '"'
t('r(\'"a\',strict=True)')  # expect: Error unexpected end of data
t('r(\'"a\')')  # expect: [['a']]
t("r('')")  # expect: []
t("r('\\n\\n')")  # expect: [[], []]
t("r('a,b,,')")  # expect: [['a', 'b', '', '']]
t("r('a\\\\',escapechar='\\\\')")  # expect: [['a\n']]
t("r('a\\\\',escapechar='\\\\',strict=True)")  # expect: Error unexpected end of data
t('r(\'1,,""\',quoting=5)')  # expect: [['1', None, '']]
t('r(\'1,,"",x\',quoting=4)')  # expect: ValueError could not convert string to float: 'x'
t("list(csv.reader([b'a']))")  # expect: Error iterator should return strings, not bytes (the file should be opened in text mode)
t("list(csv.reader(['a\\nb']))")  # expect: Error new-line character seen in unquoted field - do you need to open the file with newline=''?
t("list(csv.reader(['a\\rb,c']))")  # expect: Error new-line character seen in unquoted field - do you need to open the file with newline=''?
t('csv.reader(5)')  # expect: TypeError 'int' object is not iterable
t('csv.reader([],delimiter=5)')  # expect: TypeError "delimiter" must be a unicode character, not int
t("csv.reader([],delimiter='ab')")  # expect: TypeError "delimiter" must be a unicode character, not a string of length 2
t("csv.reader([],delimiter='')")  # expect: TypeError "delimiter" must be a unicode character, not a string of length 0
t('csv.reader([],delimiter=None)')  # expect: TypeError "delimiter" must be a unicode character, not NoneType
t('csv.reader([],quotechar=5)')  # expect: TypeError "quotechar" must be a unicode character or None, not int
t("csv.reader([],quotechar='ab')")  # expect: TypeError "quotechar" must be a unicode character or None, not a string of length 2
t("csv.reader([],escapechar=b'a')")  # expect: TypeError "escapechar" must be a unicode character or None, not bytes
t("csv.reader([],quoting='x')")  # expect: TypeError "quoting" must be an integer, not str
t('csv.reader([],quoting=9)')  # expect: TypeError bad "quoting" value
t('csv.reader([],lineterminator=5)')  # expect: TypeError "lineterminator" must be a string, not int
t('csv.reader([],lineterminator=None)')  # expect: TypeError "lineterminator" must be a string, not NoneType
t('csv.reader([],foo=1)')  # expect: TypeError this function got an unexpected keyword argument 'foo'
t("csv.reader([],delimiter='\\n')")  # expect: ValueError bad delimiter value
t("csv.reader([],delimiter='a',quotechar='a')")  # expect: ValueError bad delimiter or quotechar value
t('csv.reader([],escapechar=\'"\')')  # expect: ValueError bad escapechar or quotechar value
t("csv.reader([],'nope')")  # expect: Error unknown dialect
t("csv.reader([],dialect='excel-tab').dialect.delimiter")  # expect: '\t'
t('csv.reader()')  # expect: TypeError reader expected at least 1 argument, got 0
t('csv.writer(5)')  # expect: TypeError argument 1 must have a "write" method
t('csv.writer()')  # expect: TypeError writer expected at least 1 argument, got 0
t('w([\'a\',\'b,c\',\'d"e\',1,1.5,None,\'\'])')  # expect: 'a,"b,c","d""e",1,1.5,,\r\n'
t('w([None])')  # expect: '""\r\n'
t("w([''])")  # expect: '""\r\n'
t('w([])')  # expect: '\r\n'
t("w(['a','1'],quoting=1)")  # expect: '"a","1"\r\n'
t("w(['a',1,1.5],quoting=2)")  # expect: '"a",1,1.5\r\n'
t("w(['a,b'],quoting=3)")  # expect: Error need to escape, but no escapechar set
t("w(['a,b'],quoting=3,escapechar='\\\\')")  # expect: 'a\\,b\r\n'
t('w([\'a"b\'],doublequote=False,escapechar=\'\\\\\')')  # expect: 'a\\"b\r\n'
t('w([\'a"b\'],doublequote=False)')  # expect: Error need to escape, but no escapechar set
t('w([None],quoting=3)')  # expect: Error single empty field record must be quoted
t("w(['a\\nb','c\\rd'])")  # expect: '"a\nb","c\rd"\r\n'
t("w(['a','',None,1],quoting=4)")  # expect: '"a","",,1\r\n'
t("w(['a','',None,1],quoting=5)")  # expect: '"a","",,"1"\r\n'
t("w([' a'],skipinitialspace=True)")  # expect: ' a\r\n'
t("w(['x'],lineterminator='!')")  # expect: 'x!'
t("w(['a!b'],lineterminator='!')")  # expect: '"a!b"!'
t('w(5)')  # expect: Error iterable expected, not int
t("w(['a','b'],delimiter='\\t')")  # expect: 'a\tb\r\n'
t("w('abc')")  # expect: 'a,b,c\r\n'
t('w([None,None])')  # expect: ',\r\n'
t("w([' '],delimiter=' ')")  # expect: '" "\r\n'
t("w(['',''],delimiter=' ',skipinitialspace=True)")  # expect: '"" ""\r\n'
t('w([True,(1,2)])')  # expect: 'True,"(1, 2)"\r\n'
t("csv.writer(io.StringIO()).writerow(['a'])")  # expect: 3
t("csv.writer(io.StringIO()).writerows([['a'],['b']])")  # expect: None
t('csv.writer(io.StringIO()).writerows(5)')  # expect: TypeError 'int' object is not iterable
t("csv.get_dialect('nope')")  # expect: Error unknown dialect
t('csv.register_dialect(5)')  # expect: TypeError dialect name must be a string
t("csv.register_dialect('x',delimiter='#'),csv.get_dialect('x').delimiter,csv.unregister_dialect('x')")  # expect: (None, '#', None)
t("csv.unregister_dialect('x')")  # expect: Error unknown dialect
t('csv.field_size_limit()')  # expect: 131072
t("csv.field_size_limit('x')")  # expect: TypeError limit must be an integer
t('csv.field_size_limit(10),csv.field_size_limit(131072)')  # expect: (131072, 10)
t('csv.reader([]).line_num')  # expect: 0
