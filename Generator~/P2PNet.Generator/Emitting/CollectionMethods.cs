using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Emitting;

/// <summary>The two methods for a set, queue or stack, or an interface of lists or sets.</summary>
internal static class CollectionMethods
{
    public static string Of(CollectionShape shape, string name, MemberPlace place)
    {
        var code = new CodeText(place.Methods.Depth);
        MemberPlace element = place.Within("[]", "Item");

        code.Line();
        code.Line($"private static void Write{name}(ref MessagePackWriter writer, {shape.Name} items)");
        code.Open();
        if (shape.IsNullable) SequenceMethods.NullGuard(code);
        code.Line("writer.WriteArrayHeader(items.Count);");
        bool isIndexed = shape.Kind == CollectionKind.Indexed;
        code.Line(isIndexed ? "for (int i = 0; i < items.Count; i++)" : $"foreach ({shape.Element.Name} item in items)");
        code.Open();
        shape.Element.AppendWrite(code, isIndexed ? "items[i]" : "item", element);
        code.Close();
        code.Close();

        code.Line();
        code.Line($"private static {shape.Name} Read{name}(ref MessagePackReader reader)");
        code.Open();
        if (shape.IsNullable) code.Line("if (reader.TryReadNil()) return null;");
        code.Line("int count = reader.ReadArrayHeader();");
        if (shape.Kind == CollectionKind.Stack) AppendReadStack(code, shape, element);
        else AppendRead(code, shape, element);
        code.Close();
        return code.ToString();
    }

    /// <summary>The method that reads into a set or queue that is there and keeps its room.</summary>
    public static string Over(CollectionShape shape, string name, MemberPlace place)
    {
        var code = new CodeText(place.Methods.Depth);
        code.Line();
        code.Line($"private static {shape.Name} Read{name}(ref MessagePackReader reader, {shape.BareName}? items)");
        code.Open();
        if (shape.IsNullable) code.Line("if (reader.TryReadNil()) return null;");
        code.Line("int count = reader.ReadArrayHeader();");
        code.Line($"items = {KnownNames.GlobalMessages}.MessageReuse.Emptied(items{(shape.Kind == CollectionKind.Set ? ", count" : string.Empty)}) ?? {New(shape)};");
        AppendItems(code, shape, place.Within("[]", "Item"));
        code.Close();
        return code.ToString();
    }

    private static void AppendRead(CodeText code, CollectionShape shape, MemberPlace element)
    {
        code.Line($"var items = {New(shape)};");
        AppendItems(code, shape, element);
    }

    private static string New(CollectionShape shape) => shape.Kind == CollectionKind.Set
        ? $"new {shape.Concrete}(count, {KnownNames.GlobalMessages}.MessagePackKeys.ComparerFor<{shape.Element.Name}>(count))"
        : $"new {shape.Concrete}(count)";

    private static void AppendItems(CodeText code, CollectionShape shape, MemberPlace element)
    {
        string add = shape.Kind == CollectionKind.Queue ? "Enqueue" : "Add";
        code.Line($"for (int i = 0; i < count; i++) items.{add}({shape.Element.Read(element)});");
        code.Line("return items;");
    }

    /// <summary>The top comes first and has to be put on last.</summary>
    private static void AppendReadStack(CodeText code, CollectionShape shape, MemberPlace element)
    {
        code.Line($"var items = {KnownNames.GlobalMessages}.MessagePackArray.Create<{shape.Element.Name}>(count);");
        code.Line($"for (int i = count - 1; i >= 0; i--) items[i] = {shape.Element.Read(element)};");
        code.Line($"return new {shape.Concrete}(items);");
    }
}
