using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Text;
using QapiGen.Schema.Tokens;
using Xunit;

namespace QapiGen.Schema.Tests.Syntax;

public sealed class LexerTests
{
    [Fact]
    public void Structure_strings_and_keywords_are_tokens()
    {
        Assert.Equal(
            "OpenBrace:{ CloseBrace:} OpenBracket:[ CloseBracket:] Colon:: Comma:, Text:'a' True:true False:false EndOfInput:",
            Tokens("{}[]:,'a'true false"));
    }

    [Fact]
    public void Keywords_need_no_boundary() => Assert.Equal("True:true False:false Bad:x Text:'a' EndOfInput:", Tokens("truefalsex'a'"));

    [Fact]
    public void Plain_comments_vanish_and_double_ones_are_tokens() =>
        Assert.Equal("Text:'#' Comment:## b Text:'c' EndOfInput:", Tokens("'#' # a ## b '\n## b\n'c'#"));

    [Fact]
    public void Inside_documentation_every_comment_is_a_token()
    {
        var file = new SchemaFile("x.json", "# a\n\n  #\n}");
        var lexer = new Lexer(file, Dialect.Lenient, new FileReporter(file));
        Assert.Equal("Comment:# a Comment:# CloseBrace:} EndOfInput:", Join(lexer, file, inDocumentation: true));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n", 0)]
    [InlineData("\r\n", 0)]
    [InlineData("\r", 0)]
    [InlineData("a", 1)]
    [InlineData("#a\n", 2)]
    [InlineData("#a\r\n", 2)]
    [InlineData("#a\n\n\n", 4)]
    [InlineData("#a\n\n  ", 6)]
    public void The_end_of_input_sits_at_the_final_line_end(string text, int offset)
    {
        var file = new SchemaFile("x.json", text);
        var lexer = new Lexer(file, Dialect.Lenient, new FileReporter(file));
        do
        {
            lexer.Advance();
        }
        while (lexer.Current.Kind != TokenKind.EndOfInput);

        Assert.Equal(new Token(TokenKind.EndOfInput, offset, 0), lexer.Current);
    }

    [Theory]
    [InlineData("''", "")]
    [InlineData("'a b\"{}#'", "a b\"{}#")]
    [InlineData(@"'\\'", @"\")]
    [InlineData(@"'\\\\n'", @"\\n")]
    public void The_only_escape_is_the_double_backslash(string text, string value)
    {
        var file = new SchemaFile("x.json", text);
        var reporter = new FileReporter(file);
        var lexer = new Lexer(file, Dialect.Lenient, reporter);
        lexer.Advance();
        Assert.Equal(TokenKind.Text, lexer.Current.Kind);
        Assert.Equal(value, lexer.StringValue);
        Assert.Equal(text.Length, lexer.Current.Length);
        Assert.Equal(0, reporter.Count);
    }

    [Fact]
    public void All_white_space_of_the_specification_separates_tokens()
    {
        const string Blanks = "\t\n\v\f\r\u001C\u001D\u001E\u001F \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";
        Assert.Equal(string.Concat(Enumerable.Repeat("Comma:, ", Blanks.Length)) + "EndOfInput:", Tokens(string.Concat(Blanks.Select(c => c + ","))));
    }

    [Theory]
    [InlineData('\u200B')]
    [InlineData('\u180E')]
    [InlineData('\uFEFF')]
    [InlineData('\0')]
    public void Other_invisible_characters_are_stray_text(char c) => Assert.Equal($"Bad:{c} Comma:, EndOfInput:", Tokens(" " + c + ","));

    private static string Tokens(string text)
    {
        var file = new SchemaFile("x.json", text);
        return Join(new Lexer(file, Dialect.Lenient, new FileReporter(file)), file, inDocumentation: false);
    }

    private static string Join(Lexer lexer, SchemaFile file, bool inDocumentation)
    {
        var tokens = new List<string>();
        do
        {
            if (inDocumentation)
            {
                lexer.AdvanceInDocumentation();
            }
            else
            {
                lexer.Advance();
            }

            Token token = lexer.Current;
            tokens.Add($"{token.Kind}:{file.Text.Substring(token.Start, token.Length)}");
        }
        while (lexer.Current.Kind != TokenKind.EndOfInput);

        return string.Join(' ', tokens);
    }
}
