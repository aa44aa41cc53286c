using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;

namespace P2PNet.Generator.Tests;

/// <summary>Each mistake gives one diagnostic that names it, at the line where it stands, and no broken code beside.</summary>
public sealed class DiagnosticTests
{
    [Test]
    public void TwoMembersHaveTheSameKey() => Expect(
        "[Message] public struct A\n{\n[Key(0)] public int X;\n[Key(0)] public int Y;\n}",
        (4, "P2PMSG001", "'Game.A.Y' has the key 0, which 'X' has already; give it a free one"));

    [Test]
    public void AMemberCannotBeSet() => Expect(
        "[Message] public class A\n{\n[Key(0)] public int X { get; }\n[Key(1)] public readonly int Y = 1;\n}",
        (3, "P2PMSG002", "'Game.A.X' can't be set when the message is read; give it a setter (in a partial type any), or a constructor with a parameter of its name and type"),
        (4, "P2PMSG002", "'Game.A.Y' can't be set when the message is read; give it a setter (in a partial type any), or a constructor with a parameter of its name and type"));

    [TestCase("object")]
    [TestCase("System.Version")]
    [TestCase("int[,,,,]")]
    [TestCase("int[,][]")]
    [TestCase("int[][,]")]
    [TestCase("System.Collections.Generic.List<System.Version>")]
    [TestCase("System.Collections.Generic.Dictionary<string, object>")]
    [TestCase("System.IntPtr")]
    [TestCase("System.Half?")]
    [TestCase("(int, object)")]
    [TestCase("System.Collections.Generic.HashSet<System.Version>")]
    public void NoFormatterIsKnownForTheType(string type)
    {
        string display = type.Replace("System.IntPtr", "nint");
        Expect(
            $"[Message] public class A\n{{\n[Key(0)] public {type} X = default!;\n}}",
            (3, "P2PMSG003", $"'Game.A.X' has the type '{display}', which no formatter is known for; give the type's members [Key], or name a formatter with [MessageFormatter]"));
    }

    [Test]
    public void APublicMemberHasNoKey() => Expect(
        "[Message] public class A\n{\npublic int X;\npublic int Y { get; set; }\npublic int Z { get; }\npublic int Sum => X;\nprivate int _p;\n[IgnoreMember] public int I;\npublic const int C = 1;\npublic static int S;\npublic int P() => _p;\n}",
        (3, "P2PMSG004", "'Game.A.X' is public and has no key; give it [Key(n)] to send it, or [IgnoreMember]"),
        (4, "P2PMSG004", "'Game.A.Y' is public and has no key; give it [Key(n)] to send it, or [IgnoreMember]"),
        (5, "P2PMSG004", "'Game.A.Z' is public and has no key; give it [Key(n)] to send it, or [IgnoreMember]"));

    [Test]
    public void AMemberOfANestedTypeHasNoKey() => Expect(
        "[Message] public struct A { [Key(0)] public B B; }\n[Message] public struct C { [Key(0)] public B B; }\npublic struct B\n{\n[Key(0)] public int X;\npublic int Y;\n}",
        (6, "P2PMSG004", "'Game.B.Y' is public and has no key; give it [Key(n)] to send it, or [IgnoreMember]"));

    [TestCase(128)]
    [TestCase(-2)]
    [TestCase(70000)]
    public void AnIdIsOutOfRange(int id) => Expect(
        $"[Message(Id = {id})] public struct A {{ }}",
        (1, "P2PMSG005", $"'Game.A' has the id {id}; an id is from 0 to 127, or is left out and computed from the name"));

    [Test]
    public void TwoMessagesHaveTheSameId() => Expect(
        "[Message(Id = 5)] public struct A { }\n[Message(Id = 5)] public struct B { }\n[Message] public struct C { }\n[Message(Name = \"Game.C\")] public struct D { }",
        (2, "P2PMSG006", "'Game.B' has the id 5, which 'Game.A' has too; give one of them a free Id from 0 to 127, or another Name"),
        (4, "P2PMSG006", "'Game.D' has the id " + MessageIdOf("Game.C") + ", which 'Game.C' has too; give one of them a free Id from 0 to 127, or another Name"));

    [Test]
    public void GeneratedCodeCannotReachIt() => Expect(
        "public class Outer\n{\n[Message] private struct A { }\n[Message] public class B\n{\n[Key(0)] private int _x;\n[Key(1)] public int Y { private get; set; }\npublic int X => _x;\n}\n}",
        (3, "P2PMSG007", "'Game.Outer.A' is private or protected, or lies in such a type; the generated formatter is outside of it and needs it internal or public, or the types around it partial"),
        (6, "P2PMSG007", "'Game.Outer.B._x' is private or protected, or has no getter that is not; the generated formatter is outside of it and needs it internal or public, or the types around it partial"),
        (7, "P2PMSG007", "'Game.Outer.B.Y' is private or protected, or has no getter that is not; the generated formatter is outside of it and needs it internal or public, or the types around it partial"));

    [TestCase(-1)]
    [TestCase(256)]
    public void AKeyIsOutOfRange(int key) => Expect(
        $"[Message] public struct A\n{{\n[Key({key})] public int X;\n}}",
        (3, "P2PMSG008", $"'Game.A.X' has the key {key}; a key is a number from 0 to 255 or a name of 1 to 255 bytes"));

    [TestCase("abstract class A { }", "it is abstract, so nobody knows which type to read; list them with [Union]")]
    [TestCase("static class A { }", "it is static")]
    [TestCase("ref struct A { }", "it is a ref struct")]
    [TestCase("class A<T> { }", "it is generic; declare a message for each closed type, like [assembly: Message(typeof(Box<int>))]")]
    [TestCase("class A { public A(int other) { } }", "it has no constructor that generated code can call with its members")]
    public void TheTypeCannotBeAMessage(string type, string reason) => Expect(
        "[Message] public " + type,
        (1, "P2PMSG009", $"'Game.A{(type.Contains("<T>") ? "<T>" : string.Empty)}' can't be a message or part of one: {reason}"));

    [TestCase("public class F { }", "it does not implement IMessageFormatter<System.Uri>")]
    [TestCase("public abstract class F : Base { }", "it is abstract")]
    [TestCase("public class F : Base { public F(int x) { } }", "it has no parameterless constructor that generated code can call")]
    public void TheFormatterDoesNotFit(string formatter, string reason) => Expect(
        "[Message] public class A\n{\n[Key(0), MessageFormatter(typeof(F))] public System.Uri X = null!;\n}\n" + formatter + "\n" +
        "public class Base : IMessageFormatter<System.Uri>\n{\npublic void Write(ref MessagePackWriter writer, in System.Uri value) { }\npublic System.Uri Read(ref MessagePackReader reader) => null!;\n}",
        (3, "P2PMSG010", $"'Game.F' can't format 'System.Uri': {reason}"));

    [TestCase("[Key(0)] public int X;", "[Key(\"y\")] public int Y;", "\"y\"", "numbers")]
    [TestCase("[Key(\"x\")] public int X;", "[Key(0)] public int Y;", "0", "names")]
    public void ATypeMixesNumbersAndNames(string first, string second, string key, string others) => Expect(
        $"[Message] public class A\n{{\n{first}\n{second}\n}}",
        (4, "P2PMSG011", $"'Game.A.Y' has the key {key}, and other members of the type have {others}; give all members numbers, or all names"));

    [Test]
    public void AMemberThatIsKnownByItsNameHasANumber() => Expect(
        "[Message(KeyAsPropertyName = true)] public class A\n{\n[Key(0)] public int X;\n}",
        (3, "P2PMSG011", "'Game.A.X' has the key 0, and other members of the type have names; give all members numbers, or all names"));

    [Test]
    public void TwoMembersHaveTheSameName() => Expect(
        "[Message(KeyAsPropertyName = true)] public class A\n{\npublic int X;\n[Key(\"X\")] public int Y;\n}",
        (4, "P2PMSG001", "'Game.A.Y' has the key \"X\", which 'X' has already; give it a free one"));

    [Test]
    public void AMemberThatIsKnownByItsNameCannotBeSet() => Expect(
        "[Message(KeyAsPropertyName = true)] public class A\n{\npublic int X { get; }\n}",
        (3, "P2PMSG002", "'Game.A.X' can't be set when the message is read; give it a setter (in a partial type any), or a constructor with a parameter of its name and type"));

    [Test]
    public void ANameIsTooLongOrEmpty()
    {
        string name = new('x', 256);
        Expect(
            $"[Message] public class A\n{{\n[Key(\"{name}\")] public int X;\n[Key(\"\")] public int Y;\n}}",
            (3, "P2PMSG008", $"'Game.A.X' has the key \"{name}\"; a key is a number from 0 to 255 or a name of 1 to 255 bytes"),
            (4, "P2PMSG008", "'Game.A.Y' has the key \"\"; a key is a number from 0 to 255 or a name of 1 to 255 bytes"));
    }

    [Test]
    public void TwoTypesOfAUnionHaveTheSameKey() => Expect(
        "[Message]\n[Union(0, typeof(B))]\n[Union(0, typeof(C))]\npublic interface IA { }\n[Message] public class B : IA { }\n[Message] public class C : IA { }",
        (3, "P2PMSG012", "'Game.C' has the key 0 in the union 'Game.IA', which 'Game.B' has already; give it a free one"));

    [TestCase("0, typeof(B)", "class B { [Key(0)] public int X; }", "Game.B", "it does not derive from it or implement it")]
    [TestCase("0, typeof(B)", "class B : A { }", "Game.B", "it has no members with keys and is no message")]
    [TestCase("0, typeof(B)", "abstract class B : A { [Key(0)] public int X; }", "Game.B", "it is abstract")]
    [TestCase("0, typeof(B<>)", "class B<T> : A { [Key(0)] public T X; }", "Game.B<>", "it is generic and not closed")]
    [TestCase("65536, typeof(B)", "class B : A { [Key(0)] public int X; }", "Game.B", "its key 65536 is not from 0 to 65535")]
    [TestCase("-1, typeof(B)", "class B : A { [Key(0)] public int X; }", "Game.B", "its key -1 is not from 0 to 65535")]
    [TestCase("0, typeof(B)), Union(1, typeof(B)", "class B : A { [Key(0)] public int X; }", "Game.B", "it is listed twice")]
    public void ATypeDoesNotFitItsUnion(string listed, string type, string name, string reason) => Expect(
        $"[Message, Union({listed})] public abstract class A {{ }}\n#nullable disable\npublic {type}",
        (1, "P2PMSG013", $"'{name}' can't be in the union 'Game.A': {reason}"));

    [Test]
    public void AUnionIsNotAbstract() => Expect(
        "[Message]\n[Union(0, typeof(B))]\npublic class A { }\n[Message] public class B : A { }",
        (3, "P2PMSG009", "'Game.A' can't be a message or part of one: it has [Union] and is neither an interface nor an abstract class"));

    [TestCase("int other", "other")]
    [TestCase("long x", "x")]
    public void TheMarkedConstructorDoesNotFit(string parameter, string name) => Expect(
        $"[Message] public class A\n{{\n[SerializationConstructor]\npublic A({parameter}) {{ }}\npublic A() {{ }}\n[Key(0)] public int X;\n}}",
        (4, "P2PMSG014", $"'Game.A' can't be made by the constructor that is marked: its parameter '{name}' has not the name and type of a member with a key"));

    [Test]
    public void TheMarkedConstructorIsHidden() => Expect(
        "[Message] public class A\n{\n[SerializationConstructor]\nprivate A() { }\n[Key(0)] public int X;\n}",
        (4, "P2PMSG007", "'Game.A.A()' is private or protected; the generated formatter is outside of it and needs it internal or public, or the types around it partial"));

    [TestCase("", "null", "on an assembly the attribute names a class, struct or interface: [assembly: Message(typeof(…))]")]
    [TestCase("(typeof(int[]))", "null", "on an assembly the attribute names a class, struct or interface: [assembly: Message(typeof(…))]")]
    [TestCase("(typeof(Game.Box<>))", "Game.Box<>", "it is generic and not closed; name the arguments, like typeof(Box<int>)")]
    [TestCase("(typeof(Game.Box<int>), KeyAsPropertyName = true)", "Game.Box<int>", "only the type itself can say KeyAsPropertyName")]
    [TestCase("(typeof(System.Version))", "System.Version", "it has no members with keys")]
    public void AMessageIsDeclaredInTheWrongWay(string argument, string type, string reason)
    {
        GeneratorRun run = GeneratorHarness.Run(
            $"using P2PNet.Messages;\n[assembly: Message{argument}]\nnamespace Game {{ public struct Box<T> {{ [Key(0)] public T Content; }} }}");
        Assert.That(
            run.Diagnostics.Select(diagnostic => (diagnostic.Location.GetLineSpan().StartLinePosition.Line, diagnostic.Id, diagnostic.GetMessage())),
            Is.EqualTo(new[] { (1, "P2PMSG015", $"'{type}' is not made a message by this: {reason}") }));
    }

    [Test]
    public void AMessageIsDeclaredTwice()
    {
        Expect(
            "[Message, Message] public struct A { }\n[Message(typeof(int))] public struct B { }",
            (1, "P2PMSG015", "'Game.A' is not made a message by this: it carries [Message] more than once"),
            (2, "P2PMSG015", "'Game.B' is not made a message by this: on a type the attribute takes no other type"));
        GeneratorRun run = GeneratorHarness.Run(
            "using P2PNet.Messages;\n[assembly: Message(typeof(Game.A))]\nnamespace Game { [Message] public struct A { } }");
        Assert.That(
            run.Diagnostics.Select(diagnostic => diagnostic.GetMessage()),
            Is.EqualTo(new[] { "'Game.A' is not made a message by this: it is declared a message twice" }));
    }

    [Test]
    public void AGenericTypeHoldsALargerOneEachTime()
    {
        GeneratorRun run = GeneratorHarness.Run(Source("[Message] public class A { [Key(0)] public Box<int> X = null!; }\npublic class Box<T> { [Key(0)] public Box<Box<T>> X = null!; }"));
        Assert.That(run.Diagnostics.Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { "P2PMSG009" }));
        Assert.That(run.Diagnostics[0].GetMessage(), Does.EndWith("its generic types lie too deep in each other; does a type hold an ever larger one?"));
    }

    [Test]
    public void ARequiredMemberHasNoKey()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Compile(
            Source("[Message] public class A { [Key(0)] public int X; [IgnoreMember] public required string Y { get; set; } }"), LanguageVersion.Preview));
        Assert.That(
            run.Diagnostics.Select(diagnostic => diagnostic.GetMessage()),
            Is.EqualTo(new[] { "'Game.A' can't be a message or part of one: its required member 'Y' has no key" }));
    }

    [TestCase("[Key(0), MessagePack.MessagePackFormatter(typeof(int))] public int X;", "", "int")]
    [TestCase("[Key(0)] public B X;", "[MessagePack.MessagePackFormatter(typeof(int))] ", "Game.B")]
    public void TheFormatterIsOneOfMessagePackCSharp(string member, string attribute, string type)
    {
        GeneratorRun run = GeneratorHarness.Run(
            Source($"[Message] public struct A {{ {member} }}\n{attribute}public struct B {{ [Key(0)] public int Y; }}") +
            "\nnamespace MessagePack { public class MessagePackFormatterAttribute : System.Attribute { public MessagePackFormatterAttribute(System.Type type) { } } }");
        Assert.That(
            run.Diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.GetMessage())),
            Is.EqualTo(new[] { ("P2PMSG010", $"'int' can't format '{type}': it is a formatter of MessagePack-CSharp; name one of P2PNet's with [MessageFormatter] beside it") }));
    }

    [Test]
    public void GoesOnWithTheOtherMessages()
    {
        GeneratorRun run = GeneratorHarness.Run(Source("[Message] public struct Good { }\n[Message(Id = 500)] public struct Bad { }"));
        Assert.That(run.Files.Select(file => file.HintName), Is.EqualTo(new[] { "Game_GoodFormatter.g.cs", "MessageRegistration.g.cs" }));
        Assert.That(run.CompilerDiagnostics, Is.Empty);
    }

    [Test]
    public void EveryDiagnosticHasAPageAndATest()
    {
        IEnumerable<DiagnosticDescriptor> all = typeof(Descriptors).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!);
        string tests = File.ReadAllText(ThisFile()) + File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, nameof(SchemaFileTests) + ".cs"));
        string pages = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "Documentation~", "diagnostics");
        foreach (DiagnosticDescriptor descriptor in all)
        {
            string page = Path.Combine(pages, descriptor.Id + ".md");
            Assert.That(File.Exists(page), Is.True, page);
            Assert.That(File.ReadAllText(page), Does.StartWith($"# {descriptor.Id}: {descriptor.Title}\n"));
            Assert.That(tests, Does.Contain($"\"{descriptor.Id}\""));
        }
    }

    private static void Expect(string source, params (int Line, string Id, string Message)[] expected)
    {
        GeneratorRun run = GeneratorHarness.Run(Source(source));
        Assert.That(
            run.Diagnostics.Select(diagnostic => (diagnostic.Location.GetLineSpan().StartLinePosition.Line, diagnostic.Id, diagnostic.GetMessage())),
            Is.EqualTo(expected));
        Assert.That(run.CompilerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
    }

    /// <summary>Line 0 is above the source, so its first line is 1.</summary>
    private static string Source(string members) => "using P2PNet.Messages; namespace Game {\n" + members + "\n}";

    private static string MessageIdOf(string name) => P2PNet.Messages.MessageId.FromName(name).ToString();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
