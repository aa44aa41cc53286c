using System.Linq;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace P2PNet.Generator.Tests;

/// <summary>What the generator says where a project keeps the schemas of its messages in a file.</summary>
public sealed class SchemaFileTests
{
    private const string Hit = "[Message] public struct Hit { [Key(0)] public uint X; [Key(2)] public string Y; }";
    private const string HitLine = "Game.Hit(0:u32,2:str)";

    [Test]
    public void SaysNothingWithoutAFile() => Assert.That(GeneratorHarness.Run(Source(Hit)).Diagnostics, Is.Empty);

    [TestCase(HitLine)]
    [TestCase("# A comment\r\n\r\n  " + HitLine + "  \r\nGame.Removed(0:u8)\r\n")]
    [TestCase("Game.Hit(0:u32,1:gone,2:str)")]
    public void SaysNothingWhereTheFileIsRight(string file) => Expect(Hit, file);

    [TestCase("", HitLine, TestName = "NamesTheLineOfANewMessage")]
    [TestCase("Game.Hit(0:u32)", HitLine, TestName = "NamesTheLineWithANewMember")]
    [TestCase("Game.Hit(0:u32,1:i32,2:str)", "Game.Hit(0:u32,1:gone,2:str)", TestName = "MarksARemovedMember")]
    [TestCase("Game.Hit(2:str,0:u32)", HitLine, TestName = "PutsKeysInOrder")]
    [TestCase("Game.Hit(0:enum:u32,2:str,11:gone)", "Game.Hit(0:u32,2:str,11:gone)", TestName = "TakesAnEnumForItsNumber")]
    public void WarnsThatTheFileIsBehind(string file, string line) =>
        Expect(Hit, file, ("P2PMSG018", $"Messages.schema.txt does not know 'Game.Hit' as it is now; its line there should be: {line}"));

    [TestCase("Game.Hit(0:i32,2:str)", "key 0 is int32 in Messages.schema.txt and uint32 now")]
    [TestCase("Game.Hit(0:u32,2:bin)", "key 2 is bytes in Messages.schema.txt and string now")]
    [TestCase("Game.Hit(0:u32?,2:str)", "key 0 is uint32 or nil in Messages.schema.txt and uint32 now")]
    [TestCase("Game.Hit map(\"x\":u32)", "the message itself is object with named keys in Messages.schema.txt and object with numbered keys now")]
    public void RefusesAKeyThatChangedItsType(string file, string change) =>
        Expect(Hit, file, ("P2PMSG016", $"'Game.Hit': {change}, and older programs would misread it; give the new type a new key"));

    [Test]
    public void RefusesAKeyThatIsUsedAgain() => Expect(
        Hit,
        "Game.Hit(0:u32,2:gone)",
        ("P2PMSG017", "'Game.Hit': key 2 was removed, as Messages.schema.txt says, and older programs take it for what it was; give the member a new key"));

    [TestCase("Game.Hit(0:u32,2:str", "this is not a message's schema")]
    [TestCase("hello", "this is not a message's schema")]
    [TestCase(HitLine + "\nGame.Hit(0:u32)", "there is a line of 'Game.Hit' already")]
    public void NamesALineThatCannotBeUsed(string file, string reason)
    {
        GeneratorRun run = GeneratorHarness.Run(Source(Hit), file);
        Diagnostic diagnostic = run.Diagnostics.First(found => found.Id == "P2PMSG019");
        Assert.That(diagnostic.GetMessage(), Is.EqualTo($"Messages.schema.txt: {reason}"));
        Assert.That(diagnostic.Location.GetLineSpan().Path, Is.EqualTo("/Game/Messages.schema.txt"));
        Assert.That(diagnostic.Location.GetLineSpan().StartLinePosition.Line, Is.EqualTo(file.Count(c => c == '\n')));
    }

    [Test]
    public void LooksIntoNestedTypes()
    {
        const string Nested =
            "[Message] public class A { [Key(0)] public B[] B; [Key(1)] public System.Collections.Generic.Dictionary<string, B> M; [Key(2)] public A Next; [Key(3)] public IU U; }\n" +
            "public struct B { [Key(0)] public int X; [Key(3)] public int Y; }\n" +
            "[Union(1, typeof(C))] public interface IU { } public class C : IU { [Key(\"c\")] public B? C1; }";
        const string Line = "Game.A(0:[(0:i32,3:i32)],1:{str:#1},2:#0,3:union(1:map(\"c\":#1?)))";
        Expect(Nested, Line);
        Expect(
            Nested,
            Line.Replace("3:i32", "3:i16"),
            ("P2PMSG016", "'Game.A': key 0[].3 is int16 in Messages.schema.txt and int32 now, and older programs would misread it; give the new type a new key"));
        Expect(
            Nested,
            Line.Replace("\"c\":#1?", "\"c\":(0:gone)?"),
            ("P2PMSG017", "'Game.A': key 3.case 1.c.0 was removed, as Messages.schema.txt says, and older programs take it for what it was; give the member a new key"));
        Expect(
            Nested,
            Line.Replace("3:i32", "2:u8").Replace("1:map(", "0:#0,1:map(\"b\":str,"),
            ("P2PMSG018", "Messages.schema.txt does not know 'Game.A' as it is now; its line there should be: Game.A(0:[(0:i32,2:gone,3:i32)],1:{str:#1},2:#0,3:union(0:gone,1:map(\"b\":gone,\"c\":#1?)))"));
        Expect(Nested, "Game.A(0:[(0:i32,2:gone,3:i32)],1:{str:#1},2:#0,3:union(0:gone,1:map(\"b\":gone,\"c\":#1?)))");
    }

    [Test]
    public void KnowsMessagesByTheirNames() => Expect(
        "[Message(Name = \"a (b)\", KeyAsPropertyName = true)] public struct A { public int X; }",
        "\"a (b)\" map()",
        ("P2PMSG018", "Messages.schema.txt does not know 'Game.A' as it is now; its line there should be: \"a (b)\" map(\"X\":i32)"));

    private static void Expect(string source, string file, params (string Id, string Message)[] expected)
    {
        GeneratorRun run = GeneratorHarness.Run(Source(source), file);
        Assert.That(run.Diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.GetMessage())), Is.EqualTo(expected));
        foreach (Diagnostic diagnostic in run.Diagnostics)
        {
            Assert.That(diagnostic.Severity, Is.EqualTo(diagnostic.Id == "P2PMSG018" ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error));
            Assert.That(diagnostic.Location.GetLineSpan().Path, Is.EqualTo("Game.cs"));
        }

        Assert.That(run.Files, Is.Not.Empty, "the code is there all the same");
    }

    private static string Source(string members) => "using P2PNet.Messages; namespace Game {\n#nullable disable\n" + members + "\n}";
}
