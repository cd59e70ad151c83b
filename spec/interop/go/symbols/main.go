// Command symbols prints the symbols of other packages that Go programs use, one on a line, sorted: functions, types, variables
// and constants as package.Name, methods and fields as package.Type.Name. What protoc-gen-go and protoc-gen-go-grpc generated is
// printed by its kind: pb.NewXClient. Its arguments are patterns of packages.
package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"log"
	"os"
	"regexp"
	"sort"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	mode := packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo |
		packages.NeedImports | packages.NeedDeps
	loaded, err := packages.Load(&packages.Config{Mode: mode}, os.Args[1:]...)
	if err != nil {
		log.Fatal(err)
	}
	if packages.PrintErrors(loaded) > 0 {
		os.Exit(1)
	}
	found := map[string]bool{}
	for _, p := range loaded {
		for _, file := range p.Syntax {
			ast.Inspect(file, func(node ast.Node) bool {
				for _, name := range used(p, node) {
					found[name] = true
				}
				return true
			})
		}
	}
	delete(found, "")
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Println(strings.Join(names, "\n"))
}

// used gives the symbols of other packages that node itself is a use of.
func used(p *packages.Package, node ast.Node) []string {
	switch node := node.(type) {
	case *ast.Ident:
		return []string{named(p, p.TypesInfo.Uses[node])}
	case *ast.SelectorExpr:
		if s := p.TypesInfo.Selections[node]; s != nil && s.Kind() == types.FieldVal {
			return []string{member(p, s.Recv(), node.Sel.Name)}
		}
	case *ast.CompositeLit:
		var fields []string
		for _, element := range node.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.Ident); ok {
					fields = append(fields, member(p, p.TypesInfo.TypeOf(node), key.Name))
				}
			}
		}
		return fields
	}
	return nil
}

// named gives what an identifier stands for; fields have no type there, and are found where they are used.
func named(p *packages.Package, object types.Object) string {
	if object == nil || object.Pkg() == nil || object.Pkg() == p.Types || !object.Exported() {
		return ""
	}
	switch object := object.(type) {
	case *types.PkgName:
		return ""
	case *types.Func:
		if receiver := object.Signature().Recv(); receiver != nil {
			return member(p, receiver.Type(), object.Name())
		}
	case *types.Var:
		if object.IsField() {
			return ""
		}
	}
	return symbol(object.Pkg().Path(), object.Name())
}

// member gives a field or a method of a named type, or of what points to one.
func member(p *packages.Package, of types.Type, name string) string {
	if pointer, ok := of.Underlying().(*types.Pointer); ok {
		of = pointer.Elem()
	}
	if pointer, ok := of.(*types.Pointer); ok {
		of = pointer.Elem()
	}
	owner, ok := types.Unalias(of).(*types.Named)
	if !ok || owner.Obj().Pkg() == nil || owner.Obj().Pkg() == p.Types {
		return ""
	}
	return symbol(owner.Obj().Pkg().Path(), owner.Obj().Name()+"."+name)
}

const home = "google.golang.org/grpc/"

// generated are the packages that the compiler of protobuf wrote, and the services in them.
var generated = regexp.MustCompile(`/examples/(features/proto/echo|helloworld/helloworld|route_guide/routeguide)$|grpc_health_v1$`)
var services = regexp.MustCompile(`Echo|Greeter|RouteGuide|Health`)

func symbol(path, name string) string {
	if generated.MatchString(path) {
		return kind(name)
	}
	if strings.HasPrefix(path, home+"examples/") {
		path = strings.TrimPrefix(path, home)
	}
	if path == "google.golang.org/grpc" {
		path = "grpc"
	}
	path = strings.TrimPrefix(strings.TrimPrefix(path, home), "internal/")
	return path + "." + name
}

// kind gives the form of a generated name.
func kind(name string) string {
	owner, member, isMember := strings.Cut(name, ".")
	form := services.ReplaceAllString(owner, "X")
	switch {
	case isMember && strings.HasPrefix(member, "Get") && !strings.HasPrefix(form, "X"):
		return "pb.Message.GetField"
	case isMember && strings.HasPrefix(form, "X"):
		return "pb.XClient.Method"
	case isMember:
		return "pb.Message.Field"
	case regexp.MustCompile(`^(New)?XClient$|^(Register|Unimplemented)?XServer$`).MatchString(form):
		return "pb." + form
	case regexp.MustCompile(`^X_\w+(Server|Client)$`).MatchString(form):
		return "pb.X_Method" + form[len(form)-len("Server"):]
	case strings.Contains(owner, "_"):
		return "pb.Enum_VALUE"
	}
	return "pb.Message"
}
