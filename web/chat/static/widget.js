(()=>{var Y=globalThis,W=Y.ShadowRoot&&(Y.ShadyCSS===void 0||Y.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,ft=Symbol(),Tt=new WeakMap,M=class{constructor(t,e,s){if(this._$cssResult$=!0,s!==ft)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o,e=this.t;if(W&&t===void 0){let s=e!==void 0&&e.length===1;s&&(t=Tt.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),s&&Tt.set(e,t))}return t}toString(){return this.cssText}},Ct=i=>new M(typeof i=="string"?i:i+"",void 0,ft),k=(i,...t)=>{let e=i.length===1?i[0]:t.reduce((s,n,r)=>s+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+i[r+1],i[0]);return new M(e,i,ft)},Pt=(i,t)=>{if(W)i.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of t){let s=document.createElement("style"),n=Y.litNonce;n!==void 0&&s.setAttribute("nonce",n),s.textContent=e.cssText,i.appendChild(s)}},mt=W?i=>i:i=>i instanceof CSSStyleSheet?(t=>{let e="";for(let s of t.cssRules)e+=s.cssText;return Ct(e)})(i):i;var{is:Ae,defineProperty:ke,getOwnPropertyDescriptor:Se,getOwnPropertyNames:Ee,getOwnPropertySymbols:Te,getPrototypeOf:Ce}=Object,w=globalThis,zt=w.trustedTypes,Pe=zt?zt.emptyScript:"",ze=w.reactiveElementPolyfillSupport,R=(i,t)=>i,gt={toAttribute(i,t){switch(t){case Boolean:i=i?Pe:null;break;case Object:case Array:i=i==null?i:JSON.stringify(i)}return i},fromAttribute(i,t){let e=i;switch(t){case Boolean:e=i!==null;break;case Number:e=i===null?null:Number(i);break;case Object:case Array:try{e=JSON.parse(i)}catch{e=null}}return e}},Ut=(i,t)=>!Ae(i,t),Ot={attribute:!0,type:String,converter:gt,reflect:!1,useDefault:!1,hasChanged:Ut};Symbol.metadata??(Symbol.metadata=Symbol("metadata")),w.litPropertyMetadata??(w.litPropertyMetadata=new WeakMap);var v=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??(this.l=[])).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=Ot){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){let s=Symbol(),n=this.getPropertyDescriptor(t,s,e);n!==void 0&&ke(this.prototype,t,n)}}static getPropertyDescriptor(t,e,s){let{get:n,set:r}=Se(this.prototype,t)??{get(){return this[e]},set(o){this[e]=o}};return{get:n,set(o){let l=n?.call(this);r?.call(this,o),this.requestUpdate(t,l,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??Ot}static _$Ei(){if(this.hasOwnProperty(R("elementProperties")))return;let t=Ce(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(R("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(R("properties"))){let e=this.properties,s=[...Ee(e),...Te(e)];for(let n of s)this.createProperty(n,e[n])}let t=this[Symbol.metadata];if(t!==null){let e=litPropertyMetadata.get(t);if(e!==void 0)for(let[s,n]of e)this.elementProperties.set(s,n)}this._$Eh=new Map;for(let[e,s]of this.elementProperties){let n=this._$Eu(e,s);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){let e=[];if(Array.isArray(t)){let s=new Set(t.flat(1/0).reverse());for(let n of s)e.unshift(mt(n))}else t!==void 0&&e.push(mt(t));return e}static _$Eu(t,e){let s=e.attribute;return s===!1?void 0:typeof s=="string"?s:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??(this._$EO=new Set)).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){let t=new Map,e=this.constructor.elementProperties;for(let s of e.keys())this.hasOwnProperty(s)&&(t.set(s,this[s]),delete this[s]);t.size>0&&(this._$Ep=t)}createRenderRoot(){let t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Pt(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??(this.renderRoot=this.createRenderRoot()),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,s){this._$AK(t,s)}_$ET(t,e){let s=this.constructor.elementProperties.get(t),n=this.constructor._$Eu(t,s);if(n!==void 0&&s.reflect===!0){let r=(s.converter?.toAttribute!==void 0?s.converter:gt).toAttribute(e,s.type);this._$Em=t,r==null?this.removeAttribute(n):this.setAttribute(n,r),this._$Em=null}}_$AK(t,e){let s=this.constructor,n=s._$Eh.get(t);if(n!==void 0&&this._$Em!==n){let r=s.getPropertyOptions(n),o=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:gt;this._$Em=n;let l=o.fromAttribute(e,r.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(t,e,s,n=!1,r){if(t!==void 0){let o=this.constructor;if(n===!1&&(r=this[t]),s??(s=o.getPropertyOptions(t)),!((s.hasChanged??Ut)(r,e)||s.useDefault&&s.reflect&&r===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,s))))return;this.C(t,e,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:s,reflect:n,wrapped:r},o){s&&!(this._$Ej??(this._$Ej=new Map)).has(t)&&(this._$Ej.set(t,o??e??this[t]),r!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||s||(e=void 0),this._$AL.set(t,e)),n===!0&&this._$Em!==t&&(this._$Eq??(this._$Eq=new Set)).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??(this.renderRoot=this.createRenderRoot()),this._$Ep){for(let[n,r]of this._$Ep)this[n]=r;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[n,r]of s){let{wrapped:o}=r,l=this[n];o!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,r,l)}}let t=!1,e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(e)):this._$EM()}catch(s){throw t=!1,this._$EM(),s}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&(this._$Eq=this._$Eq.forEach(e=>this._$ET(e,this[e]))),this._$EM()}updated(t){}firstUpdated(t){}};v.elementStyles=[],v.shadowRootOptions={mode:"open"},v[R("elementProperties")]=new Map,v[R("finalized")]=new Map,ze?.({ReactiveElement:v}),(w.reactiveElementVersions??(w.reactiveElementVersions=[])).push("2.1.2");var D=globalThis,Mt=i=>i,G=D.trustedTypes,Rt=G?G.createPolicy("lit-html",{createHTML:i=>i}):void 0,xt="$lit$",$=`lit$${Math.random().toFixed(9).slice(2)}$`,vt="?"+$,Oe=`<${vt}>`,T=document,B=()=>T.createComment(""),H=i=>i===null||typeof i!="object"&&typeof i!="function",$t=Array.isArray,Lt=i=>$t(i)||typeof i?.[Symbol.iterator]=="function",bt=`[ 	
\f\r]`,N=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Nt=/-->/g,Dt=/>/g,S=RegExp(`>|${bt}(?:([^\\s"'>=/]+)(${bt}*=${bt}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Bt=/'/g,Ht=/"/g,qt=/^(?:script|style|textarea|title)$/i,yt=i=>(t,...e)=>({_$litType$:i,strings:t,values:e}),c=yt(1),jt=yt(2),ls=yt(3),b=Symbol.for("lit-noChange"),h=Symbol.for("lit-nothing"),It=new WeakMap,E=T.createTreeWalker(T,129);function Vt(i,t){if(!$t(i)||!i.hasOwnProperty("raw"))throw Error("invalid template strings array");return Rt!==void 0?Rt.createHTML(t):t}var Ft=(i,t)=>{let e=i.length-1,s=[],n,r=t===2?"<svg>":t===3?"<math>":"",o=N;for(let l=0;l<e;l++){let a=i[l],p,m,d=-1,f=0;for(;f<a.length&&(o.lastIndex=f,m=o.exec(a),m!==null);)f=o.lastIndex,o===N?m[1]==="!--"?o=Nt:m[1]!==void 0?o=Dt:m[2]!==void 0?(qt.test(m[2])&&(n=RegExp("</"+m[2],"g")),o=S):m[3]!==void 0&&(o=S):o===S?m[0]===">"?(o=n??N,d=-1):m[1]===void 0?d=-2:(d=o.lastIndex-m[2].length,p=m[1],o=m[3]===void 0?S:m[3]==='"'?Ht:Bt):o===Ht||o===Bt?o=S:o===Nt||o===Dt?o=N:(o=S,n=void 0);let u=o===S&&i[l+1].startsWith("/>")?" ":"";r+=o===N?a+Oe:d>=0?(s.push(p),a.slice(0,d)+xt+a.slice(d)+$+u):a+$+(d===-2?l:u)}return[Vt(i,r+(i[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),s]},I=class i{constructor({strings:t,_$litType$:e},s){let n;this.parts=[];let r=0,o=0,l=t.length-1,a=this.parts,[p,m]=Ft(t,e);if(this.el=i.createElement(p,s),E.currentNode=this.el.content,e===2||e===3){let d=this.el.content.firstChild;d.replaceWith(...d.childNodes)}for(;(n=E.nextNode())!==null&&a.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(let d of n.getAttributeNames())if(d.endsWith(xt)){let f=m[o++],u=n.getAttribute(d).split($),g=/([.?@])?(.*)/.exec(f);a.push({type:1,index:r,name:g[2],strings:u,ctor:g[1]==="."?Z:g[1]==="?"?Q:g[1]==="@"?X:P}),n.removeAttribute(d)}else d.startsWith($)&&(a.push({type:6,index:r}),n.removeAttribute(d));if(qt.test(n.tagName)){let d=n.textContent.split($),f=d.length-1;if(f>0){n.textContent=G?G.emptyScript:"";for(let u=0;u<f;u++)n.append(d[u],B()),E.nextNode(),a.push({type:2,index:++r});n.append(d[f],B())}}}else if(n.nodeType===8)if(n.data===vt)a.push({type:2,index:r});else{let d=-1;for(;(d=n.data.indexOf($,d+1))!==-1;)a.push({type:7,index:r}),d+=$.length-1}r++}}static createElement(t,e){let s=T.createElement("template");return s.innerHTML=t,s}};function C(i,t,e=i,s){if(t===b)return t;let n=s!==void 0?e._$Co?.[s]:e._$Cl,r=H(t)?void 0:t._$litDirective$;return n?.constructor!==r&&(n?._$AO?.(!1),r===void 0?n=void 0:(n=new r(i),n._$AT(i,e,s)),s!==void 0?(e._$Co??(e._$Co=[]))[s]=n:e._$Cl=n),n!==void 0&&(t=C(i,n._$AS(i,t.values),n,s)),t}var J=class{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){let{el:{content:e},parts:s}=this._$AD,n=(t?.creationScope??T).importNode(e,!0);E.currentNode=n;let r=E.nextNode(),o=0,l=0,a=s[0];for(;a!==void 0;){if(o===a.index){let p;a.type===2?p=new z(r,r.nextSibling,this,t):a.type===1?p=new a.ctor(r,a.name,a.strings,this,t):a.type===6&&(p=new tt(r,this,t)),this._$AV.push(p),a=s[++l]}o!==a?.index&&(r=E.nextNode(),o++)}return E.currentNode=T,n}p(t){let e=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(t,s,e),e+=s.strings.length-2):s._$AI(t[e])),e++}},z=class i{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,s,n){this.type=2,this._$AH=h,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=s,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode,e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=C(this,t,e),H(t)?t===h||t==null||t===""?(this._$AH!==h&&this._$AR(),this._$AH=h):t!==this._$AH&&t!==b&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):Lt(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==h&&H(this._$AH)?this._$AA.nextSibling.data=t:this.T(T.createTextNode(t)),this._$AH=t}$(t){let{values:e,_$litType$:s}=t,n=typeof s=="number"?this._$AC(t):(s.el===void 0&&(s.el=I.createElement(Vt(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===n)this._$AH.p(e);else{let r=new J(n,this),o=r.u(this.options);r.p(e),this.T(o),this._$AH=r}}_$AC(t){let e=It.get(t.strings);return e===void 0&&It.set(t.strings,e=new I(t)),e}k(t){$t(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,s,n=0;for(let r of t)n===e.length?e.push(s=new i(this.O(B()),this.O(B()),this,this.options)):s=e[n],s._$AI(r),n++;n<e.length&&(this._$AR(s&&s._$AB.nextSibling,n),e.length=n)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){let s=Mt(t).nextSibling;Mt(t).remove(),t=s}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}},P=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,s,n,r){this.type=1,this._$AH=h,this._$AN=void 0,this.element=t,this.name=e,this._$AM=n,this.options=r,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=h}_$AI(t,e=this,s,n){let r=this.strings,o=!1;if(r===void 0)t=C(this,t,e,0),o=!H(t)||t!==this._$AH&&t!==b,o&&(this._$AH=t);else{let l=t,a,p;for(t=r[0],a=0;a<r.length-1;a++)p=C(this,l[s+a],e,a),p===b&&(p=this._$AH[a]),o||(o=!H(p)||p!==this._$AH[a]),p===h?t=h:t!==h&&(t+=(p??"")+r[a+1]),this._$AH[a]=p}o&&!n&&this.j(t)}j(t){t===h?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}},Z=class extends P{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===h?void 0:t}},Q=class extends P{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==h)}},X=class extends P{constructor(t,e,s,n,r){super(t,e,s,n,r),this.type=5}_$AI(t,e=this){if((t=C(this,t,e,0)??h)===b)return;let s=this._$AH,n=t===h&&s!==h||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive,r=t!==h&&(s===h||n);n&&this.element.removeEventListener(this.name,this,s),r&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}},tt=class{constructor(t,e,s){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(t){C(this,t)}},Kt={M:xt,P:$,A:vt,C:1,L:Ft,R:J,D:Lt,V:C,I:z,H:P,N:Q,U:X,B:Z,F:tt},Ue=D.litHtmlPolyfillSupport;Ue?.(I,z),(D.litHtmlVersions??(D.litHtmlVersions=[])).push("3.3.3");var Yt=(i,t,e)=>{let s=e?.renderBefore??t,n=s._$litPart$;if(n===void 0){let r=e?.renderBefore??null;s._$litPart$=n=new z(t.insertBefore(B(),r),r,void 0,e??{})}return n._$AI(i),n};var L=globalThis,_=class extends v{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){var e;let t=super.createRenderRoot();return(e=this.renderOptions).renderBefore??(e.renderBefore=t.firstChild),t}update(t){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=Yt(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return b}};_._$litElement$=!0,_.finalized=!0,L.litElementHydrateSupport?.({LitElement:_});var Me=L.litElementPolyfillSupport;Me?.({LitElement:_});(L.litElementVersions??(L.litElementVersions=[])).push("4.2.2");var y={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},et=i=>(...t)=>({_$litDirective$:i,values:t}),O=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,s){this._$Ct=t,this._$AM=e,this._$Ci=s}_$AS(t,e){return this.update(t,e)}update(t,e){return this.render(...e)}};var{I:Re}=Kt,Wt=i=>i;var Jt=i=>i.strings===void 0,Gt=()=>document.createComment(""),U=(i,t,e)=>{let s=i._$AA.parentNode,n=t===void 0?i._$AB:t._$AA;if(e===void 0){let r=s.insertBefore(Gt(),n),o=s.insertBefore(Gt(),n);e=new Re(r,o,i,i.options)}else{let r=e._$AB.nextSibling,o=e._$AM,l=o!==i;if(l){let a;e._$AQ?.(i),e._$AM=i,e._$AP!==void 0&&(a=i._$AU)!==o._$AU&&e._$AP(a)}if(r!==n||l){let a=e._$AA;for(;a!==r;){let p=Wt(a).nextSibling;Wt(s).insertBefore(a,n),a=p}}}return e},A=(i,t,e=i)=>(i._$AI(t,e),i),Ne={},st=(i,t=Ne)=>i._$AH=t,Zt=i=>i._$AH,it=i=>{i._$AR(),i._$AA.remove()};var Qt=et(class extends O{constructor(i){if(super(i),i.type!==y.PROPERTY&&i.type!==y.ATTRIBUTE&&i.type!==y.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!Jt(i))throw Error("`live` bindings can only contain a single expression")}render(i){return i}update(i,[t]){if(t===b||t===h)return t;let e=i.element,s=i.name;if(i.type===y.PROPERTY){if(t===e[s])return b}else if(i.type===y.BOOLEAN_ATTRIBUTE){if(!!t===e.hasAttribute(s))return b}else if(i.type===y.ATTRIBUTE&&e.getAttribute(s)===t+"")return b;return st(i),t}});var Xt=(i,t,e)=>{let s=new Map;for(let n=t;n<=e;n++)s.set(i[n],n);return s},te=et(class extends O{constructor(i){if(super(i),i.type!==y.CHILD)throw Error("repeat() can only be used in text expressions")}dt(i,t,e){let s;e===void 0?e=t:t!==void 0&&(s=t);let n=[],r=[],o=0;for(let l of i)n[o]=s?s(l,o):o,r[o]=e(l,o),o++;return{values:r,keys:n}}render(i,t,e){return this.dt(i,t,e).values}update(i,[t,e,s]){let n=Zt(i),{values:r,keys:o}=this.dt(t,e,s);if(!Array.isArray(n))return this.ut=o,r;let l=this.ut??(this.ut=[]),a=[],p,m,d=0,f=n.length-1,u=0,g=r.length-1;for(;d<=f&&u<=g;)if(n[d]===null)d++;else if(n[f]===null)f--;else if(l[d]===o[u])a[u]=A(n[d],r[u]),d++,u++;else if(l[f]===o[g])a[g]=A(n[f],r[g]),f--,g--;else if(l[d]===o[g])a[g]=A(n[d],r[g]),U(i,a[g+1],n[d]),d++,g--;else if(l[f]===o[u])a[u]=A(n[f],r[u]),U(i,n[d],n[f]),f--,u++;else if(p===void 0&&(p=Xt(o,u,g),m=Xt(l,d,f)),p.has(l[d]))if(p.has(l[f])){let x=m.get(o[u]),ut=x!==void 0?n[x]:null;if(ut===null){let Et=U(i,n[d]);A(Et,r[u]),a[u]=Et}else a[u]=A(ut,r[u]),U(i,n[d],ut),n[x]=null;u++}else it(n[f]),f--;else it(n[d]),d++;for(;u<=g;){let x=U(i,a[g+1]);A(x,r[u]),a[u++]=x}for(;d<=f;){let x=n[d++];x!==null&&it(x)}return this.ut=o,st(i,a),b}});function q(i){return c`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    ${jt`<path d=${i} />`}
  </svg>`}var wt=q("M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6.5L8 20.5V17H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM8 9.5h8M8 13h5"),ee=q("M6 6l12 12M18 6L6 18"),se=q("M12 19V5.5M6 11l6-6 6 6"),ie=q("M12 7.5V12l3 2M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17Z"),ne=q("M12 5v13.5M6 13l6 6 6-6");var De=["http:","https:","tel:","mailto:"],Be=new RegExp(["`([^`\\n]+)`","\\*\\*([^\\n]+?)\\*\\*","\\*(?=\\S)([^*\\n]+)\\*","_(?=\\S)([^_\\n]+)_(?![\\p{L}\\p{N}])","\\[([^\\]\\n]+)\\]\\(([^()\\s]+)\\)",`(https?://[^\\s<>()]*[^\\s<>().,;:!?'"])`,"(\\n)"].join("|"),"gu");function He(i){try{let t=new URL(i);return De.includes(t.protocol)?t.href:null}catch{return null}}function re(i,t,e){let s=He(t);return s?/^https?:/.test(s)?c`<a href=${s} target="_blank" rel="noopener noreferrer"
        >${i}<span class="sr"> ${e.newTab}</span></a
      >`:c`<a href=${s}>${i}</a>`:null}function Ie(i,t){let[e,s,n,r,o,l,a,p,m]=i;return s?c`<code>${s}</code>`:n?c`<strong>${j(n,t)}</strong>`:o&&/[\p{L}\p{N}]$/u.test(i.input.slice(0,i.index))?e:r||o?c`<em>${j(r||o,t)}</em>`:l?re(j(l,t),a,t)??e:p?re(p,p,t)??e:m?c`<br />`:e}function j(i,t){let e=[],s=0;for(let n of i.matchAll(Be))e.push(i.slice(s,n.index),Ie(n,t)),s=n.index+n[0].length;return e.push(i.slice(s)),e}var oe=/^\s*[-*\u2022]\s+(.*)$/,_t=/^\s*(\d+)[.)]\s+(.*)$/;function Le(i){return oe.test(i)?"ul":_t.test(i)?"ol":"p"}function qe(i){let t=[],e=null;for(let s of i.replace(/\r\n?/g,`
`).split(`
`)){if(!s.trim()){e?.kind==="p"&&(e=null);continue}let n=Le(s);e?.kind!==n&&(e={kind:n,lines:[],start:Number(s.match(_t)?.[1]??1)},t.push(e)),e.lines.push(n==="p"?s:s.replace(n==="ul"?oe:_t,n==="ul"?"$1":"$2"))}return t}function At(i,t){return qe(i).map(({kind:e,lines:s,start:n})=>{let r=()=>s.map(o=>c`<li>${j(o,t)}</li>`);return e==="ul"?c`<ul dir="auto">${r()}</ul>`:e==="ol"?c`<ol dir="auto" start=${n}>${r()}</ol>`:c`<p dir="auto">${j(s.join(`
`),t)}</p>`})}function ae(i){return Math.round(new Date(i.getFullYear(),i.getMonth(),i.getDate()).getTime()/864e5)}function le(i,t){let e=new Date(i);return Number.isNaN(e.getTime())?"":new Intl.DateTimeFormat(t,{hour:"numeric",minute:"2-digit"}).format(e)}function kt(i,t){return new Date(i).toDateString()===new Date(t).toDateString()}function ce(i,t,e,s=new Date){let n=new Date(i);if(Number.isNaN(n.getTime()))return"";let r=ae(s)-ae(n);return r===0?e.today:r===1?e.yesterday:new Intl.DateTimeFormat(t,{weekday:"long",day:"numeric",month:"long"}).format(n)}var je={customer:"you",mend:"assistant",person:"person"};function Ve(i,{words:t,api:e}){let{about:s}=i,n=s.picture&&e.picture(s.picture),r=s.number?t.step(s.number,s.of):"";return c`<div class="bubble card" part="bubble card">
    ${s.title||r?c`<div class="meta">
          ${s.title?c`<bdi class="guide">${s.title}</bdi>`:h}
          ${r?c`<bdi>${r}</bdi>`:h}
        </div>`:h}
    <div class="said">${At(i.text,t)}</div>
    ${n?c`<img class="picture" src=${n} alt=${s.alt||""} />`:h}
    ${s.minutes?c`<div class="minutes">${ie}<bdi>${t.minutes(s.minutes)}</bdi></div>`:h}
  </div>`}function de(i,t){return i.from==="customer"?c`<div class="bubble" part="bubble"><p class="typed" dir="auto">${i.text}</p></div>`:i.about?Ve(i,t):c`<div class="bubble" part="bubble">${At(i.text,t.words)}</div>`}function Fe(i,{words:t,pressable:e,press:s}){return i!==e?h:c`<div class="choices" role="group" aria-label=${t.choices}>
    ${i.buttons.map(n=>c`<button type="button" class="choice" part="choice" dir="auto" @click=${()=>s(i,n)}>
          ${n.title}
        </button>`)}
  </div>`}function Ke(i,t,{first:e,last:s,newDay:n}){let{words:r,lang:o}=t;return c`${n?c`<div class="day"><bdi>${ce(i.at,o,r)}</bdi></div>`:h}
    <div class="row ${i.from} ${e?"first":""}" data-seq=${i.seq}>
      ${e&&i.from==="person"?c`<div class="who" aria-hidden="true"><bdi>${r.adviser}</bdi></div>`:h}
      <span class="sr">${r[je[i.from]]??r.assistant}</span>
      ${de(i,t)}
      ${s&&i!==t.pressable?c`<time class="time" datetime=${i.at}><bdi>${le(i.at,o)}</bdi></time>`:h}
      ${Fe(i,t)}
    </div>`}function Ye(i,{words:t,retry:e,remove:s}){return c`<div class="row customer first ${i.state}" data-id=${i.id}>
    <span class="sr">${t.you}</span>
    ${de({from:"customer",text:i.text})}
    ${i.state==="failed"?c`<div class="failure">
          <bdi>${t.failed}</bdi>
          <button type="button" @click=${()=>e(i.id)}>${t.retry}</button>
          <button type="button" @click=${()=>s(i.id)}>${t.remove}</button>
        </div>`:c`<span class="time" aria-hidden="true">${t.sending}</span>`}
  </div>`}function he(i){let{messages:t,unsent:e}=i,s=t.map((n,r)=>{let o=t[r-1],l=t[r+1],a=!o||!kt(o.at,n.at);return{key:n.id??n.seq,draw:()=>Ke(n,i,{first:a||o.from!==n.from,last:!l||l.from!==n.from||!kt(l.at,n.at),newDay:a})}});for(let n of e)s.push({key:n.id,draw:()=>Ye(n,i)});return te(s,({key:n})=>n,({draw:n})=>n())}var We=[401,408,425,429],V=class extends Error{constructor(t,e,s=null){super(e),this.status=t,this.code=e,this.retryAfter=s}get final(){return this.status>=400&&this.status<500&&!We.includes(this.status)}};function Ge(i,t=Date.now()){if(!i)return null;let e=/^\d+$/.test(i)?Number(i):(Date.parse(i)-t)/1e3;return Number.isFinite(e)?Math.max(0,e):null}async function St(i,{method:t="GET",token:e,body:s,signal:n}={}){let r=new AbortController,o=setTimeout(()=>r.abort(),2e4);n?.addEventListener("abort",()=>r.abort());let l={};e&&(l.Authorization=`Bearer ${e}`),s&&(l["Content-Type"]="application/json");let a,p;try{a=await fetch(i,{method:t,headers:l,body:s&&JSON.stringify(s),credentials:"omit",cache:"no-store",signal:r.signal}),p=await a.json()}catch{throw n?.aborted?new V(0,"stopped"):new V(a&&!a.ok?a.status:0,"no_answer")}finally{clearTimeout(o)}if(a.ok)return p;throw new V(a.status,p?.error||"unknown",Ge(a.headers.get("Retry-After")))}var nt=class{constructor(t){this.base=t}session(t,e){let s={};return t&&(s.identity=t),e&&(s.session=e),St(`${this.base}session`,{method:"POST",body:s})}messages(t,e,s){return St(`${this.base}messages?after=${e}`,{token:t,signal:s})}send(t,{id:e,text:s,button:n}){let r=n?{id:e,button:n}:{id:e,text:s};return St(`${this.base}messages`,{method:"POST",token:t,body:r})}picture(t){try{let e=new URL(t,this.base);return e.href.startsWith(this.base)?e.href:null}catch{return null}}};var rt=new Map;function pe(i){if(rt.has(i))return rt.get(i);try{return JSON.parse(localStorage.getItem(i))}catch{return null}}function F(i,t){try{t===null?localStorage.removeItem(i):localStorage.setItem(i,JSON.stringify(t)),rt.delete(i)}catch{rt.set(i,t)}}var ot=class{constructor(t){this.sessionKey=`mend-chat:${t}`,this.unsentKey=`mend-chat:${t}:unsent`}session(){let t=pe(this.sessionKey);return t&&typeof t.token=="string"?t:null}saveSession(t){F(this.sessionKey,t)}unsent(){let t=pe(this.unsentKey);return Array.isArray(t)?t:[]}addUnsent(t){F(this.unsentKey,[...this.unsent(),t])}removeUnsent(t){let e=this.unsent().filter(s=>s.id!==t);F(this.unsentKey,e.length?e:null)}clear(){F(this.sessionKey,null),F(this.unsentKey,null)}};function Je(){if(crypto.randomUUID)return crypto.randomUUID();let i=crypto.getRandomValues(new Uint8Array(16));return i[6]=i[6]&15|64,i[8]=i[8]&63|128,Array.from(i,e=>e.toString(16).padStart(2,"0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/,"$1-$2-$3-$4-$5")}var at=class{constructor(t){this.memory=t;let e=Date.now()-9e5;this.items=t.unsent().map(s=>({...s,state:"failed",held:!(Date.parse(s.at)>e)}))}add(t,e){let s={id:Je(),text:t,at:new Date().toISOString()};e&&(s.button=e),this.memory.addUnsent(s),this.items.push({...s,state:"sending",held:!1})}due(){return this.items.filter(t=>!t.held&&!t.accepted)}remove(t){this.items=this.items.filter(e=>e.id!==t),this.memory.removeUnsent(t)}settle(t){for(let{id:e}of t)e&&this.items.some(s=>s.id===e)&&this.remove(e)}retry(t){for(let e of this.items)e.id===t&&Object.assign(e,{state:"sending",held:!1})}markFailed(){for(let t of this.due())t.state="failed"}clear(){for(let t of this.items)this.memory.removeUnsent(t.id);this.items=[]}};function ue(i,t=Math.random()){return Math.min(3e4,1e3*2**(i-1))*(.75+t/4)}function lt({working:i,waits:t,opened:e,expecting:s,poll:n}){return i?Math.min(5e3,1e3*1.3**t):document.hidden?null:e?s?n*1e3:2e4:s?Math.max(n*1e3,6e4):null}function Ze(i){try{let t=i.split(".")[1].replace(/-/g,"+").replace(/_/g,"/"),e=Uint8Array.from(atob(t),s=>s.charCodeAt(0));return JSON.parse(new TextDecoder().decode(e)).sub??null}catch{return null}}async function fe(i){if(!i)return null;try{let t=new URL(i,location.href);if(t.origin!==location.origin)throw new Error(`${t.origin} is not this page's origin`);let e=await fetch(t,{credentials:"same-origin",cache:"no-store",headers:{Accept:"application/json"}});if([204,401,403].includes(e.status))return null;if(!e.ok)return;let{token:s}=await e.json();return s?{token:s,sub:Ze(s)}:null}catch(t){console.warn("mend-chat: data-identity did not answer.",t);return}}var ct=class{constructor(t,e){this.api=t,this.memory=e,this.identityUrl=null,this.saved=e.session(),this.begun=!1,this.asked=!1}get token(){return this.saved?.token??null}get seen(){return this.saved?.seen??0}get expecting(){return!!this.saved?.expecting}get settled(){return this.begun&&this.asked}async begin(t){let e=await fe(this.identityUrl);this.asked=!0;let s=e!==void 0&&!!this.identityUrl,n=e?.sub??null,r=this.memory.session();if(this.begun&&(!s||n===(r?.sub??null)))return!1;s&&r?.sub&&r.sub!==n&&(this.drop(),t(),r=null);let o=await this.ask(e,r?.token),l=r?.conversation===o.conversation;return this.begun=!0,this.keep({...o,sub:o.signed_in?n??r?.sub??null:null,seen:l?r.seen??0:0,expecting:!1}),!l}async ask(t,e){try{return await this.api.session(t?.token,e)}catch(s){if(s.code!=="bad_identity")throw s;return console.warn("mend-chat: the identity token was refused."),this.api.session(void 0,e)}}expect(t){this.saved&&this.expecting!==!!t&&this.amend({expecting:!!t})}see(t){this.saved&&t>this.seen&&this.amend({seen:t})}amend(t){let e=this.memory.session()?.token===this.token;this.saved={...this.saved,...t},e&&this.memory.saveSession(this.saved)}drop(){this.memory.clear(),this.saved=null,this.begun=!1}keep(t){this.saved=t,this.memory.saveSession(t)}};var dt=class{constructor(){this.clear()}clear(){this.bySeq=new Map,this.cursor=0,this.sorted=[]}add(t){for(let e of t)this.bySeq.set(e.seq,e);this.sorted=[...this.bySeq.values()].sort((e,s)=>e.seq-s.seq)}advance(t){this.add(t),this.cursor=Math.max(this.cursor,...t.map(e=>e.seq))}reply(t,e){let s=t<=this.cursor+1;return s?this.advance(e):this.add(e),s}last(){return this.sorted.length?this.sorted[this.sorted.length-1].seq:0}unread(t){return this.sorted.filter(e=>e.seq>t&&e.from!=="customer").length}pressable(){for(let t=this.sorted.length-1;t>=0;t-=1){let e=this.sorted[t];if(e.from==="customer")return null;if(e.buttons?.length)return e}return null}};var Qe=400,Xe=1e3,ht=class{constructor(t,e){let s=new ot(t);this.api=new nt(t),this.session=new ct(this.api,s),this.outbox=new at(s),this.transcript=new dt,this.changed=e,this.opened=!1,this.restored=!1,this.working=!1,this.typing=!1,this.offline=!1,this.notice=null,this.returned=null,this.busy=!1,this.asked=0,this.waits=0,this.failures=0,this.renewals=0,this.notBefore=0}connect(t){this.session.identityUrl=t,this.connected=!0,this.expecting&&this.later(lt(this))}disconnect(){this.connected=!1,clearTimeout(this.timer),this.getting?.abort()}get limit(){return this.session.saved?.limit??4e3}get poll(){return this.session.saved?.poll??5}get expecting(){return this.session.expecting}get unread(){return this.opened?0:this.transcript.unread(this.session.seen)}get pressable(){return this.outbox.items.length?null:this.transcript.pressable()}open(){this.opened=!0,this.session.asked=!1,this.markSeen(),this.go()}close(){this.opened=!1,this.notice=null,this.busy||this.later(lt(this)),this.changed()}press(t,e){this.pressable===t&&this.send(e.title,{message:t.seq,index:e.index})}send(t,e){this.notice=null,this.outbox.add(t,e),this.restored&&this.getting?.abort(),this.go()}retry(t){this.outbox.retry(t),this.go()}remove(t){this.outbox.remove(t),this.changed()}wake(){!this.opened&&!this.expecting&&!this.working||this.later(Math.max(0,this.asked+Xe-Date.now()))}cutOff(){this.offline=!0,this.changed()}forget(){this.session.drop(),this.empty(),this.opened&&this.go()}empty(){this.outbox.clear(),this.startOver()}startOver(){this.transcript.clear(),this.restored=this.working=!1,this.changed()}async go(){if(clearTimeout(this.timer),this.again=this.busy,this.changed(),this.busy||!this.connected)return;if(Date.now()<this.notBefore){this.later(this.notBefore-Date.now());return}this.busy=!0,this.asked=Date.now();let t;try{await this.round(),this.failures=0,this.renewals=0,this.offline=!1,this.notice==="slow"&&(this.notice=null),t=lt(this)}catch(e){t=this.explain(e)}finally{this.busy=!1,this.typing=this.working&&!this.offline}this.changed(),this.later(this.again?0:t)}later(t){clearTimeout(this.timer),!(t===null||!this.connected)&&(this.timer=setTimeout(()=>this.go(),t))}async round(){if(this.opened&&!this.session.settled&&await this.session.begin(()=>this.empty())&&this.startOver(),!this.session.token)return;let t=!0;this.opened&&!this.restored&&(await this.pull(0),t=!1);let e=this.outbox.due()[0];for(e&&(t=!1);e;[e]=this.outbox.due())t=!await this.post(e)||t;let s=this.restored?0:this.session.seen;t&&await this.pull(Math.max(this.transcript.cursor,s))}async post(t){let e=this.typeSoon();try{let s=await this.api.send(this.session.token,t);if(this.working=!!s.working,this.waits=0,!s.accepted)return t.accepted=!0,!1;let{seq:n}=s.accepted,r={seq:n,id:t.id,from:"customer",text:t.text,at:t.at},o=this.transcript.reply(n,[r,...s.messages??[]]);return this.outbox.remove(t.id),this.session.expect(s.expecting),this.markSeen(),o}catch(s){if(!this.refuse(t,s))throw s;return!1}finally{clearTimeout(e),this.changed()}}refuse(t,{final:e,code:s}){return e?(this.outbox.remove(t.id),this.notice=s==="old_button"?"oldButton":"refused",t.button||(this.returned=t.text),!0):!1}async pull(t){let e=this.opened&&!this.restored,s=e&&this.typeSoon();this.getting=new AbortController;try{let n=await this.api.messages(this.session.token,t,this.getting.signal);this.transcript.advance(n.messages),this.outbox.settle(n.messages),e&&(this.restored=!0),this.waits=n.working?this.waits+1:0,this.working=!!n.working,this.session.expect(n.expecting),this.markSeen()}finally{clearTimeout(s),this.getting=null,this.changed()}}explain(t){let{status:e,code:s,retryAfter:n}=t;if(s==="stopped")return 0;if(e===void 0&&console.error("mend-chat:",t),this.working=!1,e===401){if(this.session.begun=!1,!this.opened)return this.session.expect(!1),null;if(this.renewals+=1,this.renewals===1)return 0}this.failures+=1;let r=typeof n=="number";r&&(this.notBefore=Date.now()+n*1e3);let o=r&&e===429?0:ue(this.failures);return e===429?this.outbox.due().length&&(this.notice="slow"):(this.offline=!0,this.outbox.markFailed()),Math.max(o,this.notBefore-Date.now())}markSeen(){this.opened&&this.session.see(this.transcript.last())}typeSoon(){return setTimeout(()=>{this.typing=!0,this.changed()},Qe)}};var me=k`
  .composer {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 8px;
    padding: 10px 12px 12px;
    border-block-start: 1px solid var(--line);
  }
  .field {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    max-block-size: 140px;
    border: 1px solid #7d8798;
    border-radius: 22px;
    overflow: hidden;
  }
  .field:focus-within {
    border-color: var(--accent);
    box-shadow: 0 0 0 2px var(--accent);
  }
  textarea,
  .mirror {
    grid-area: 1 / 1;
    min-inline-size: 0;
    max-block-size: 138px;
    padding: 9px 16px;
    border: 0;
    /* Below 16 px a phone zooms the page when the box gets the focus. */
    font-size: 16px;
    line-height: 24px;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  textarea {
    inline-size: 100%;
    block-size: 100%;
    background: none;
    resize: none;
    overflow-y: auto;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: #667085;
    opacity: 1;
  }
  .mirror {
    visibility: hidden;
    overflow: hidden;
  }
  .send {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }
  .send[aria-disabled='true'] {
    background: var(--tint);
    color: var(--quiet);
    cursor: default;
  }
  .count {
    flex-basis: 100%;
    padding-inline: 16px;
    color: var(--quiet);
    font-size: 13px;
  }
  .count.over {
    color: var(--alarm);
    font-weight: 600;
  }
  @media (max-width: 480px) {
    .composer {
      padding-block-end: max(12px, env(safe-area-inset-bottom));
    }
  }
  @media (forced-colors: active) {
    .field:focus-within {
      outline: 3px solid Highlight;
    }
    .send[aria-disabled='true'] {
      color: GrayText;
    }
  }
`;var ge=k`
  .log {
    position: relative;
    flex: 1;
    min-block-size: 0;
    padding: 16px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .day {
    margin-block: 4px 12px;
    color: var(--quiet);
    font-size: 12px;
    text-align: center;
  }
  .row {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-block-start: 6px;
  }
  .row.first {
    margin-block-start: 16px;
  }
  .day + .row {
    margin-block-start: 0;
  }
  .row.customer {
    align-items: flex-end;
  }
  .bubble {
    max-inline-size: 88%;
    padding: 10px 14px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: var(--tint);
    overflow-wrap: anywhere;
  }
  .customer .bubble {
    border-end-end-radius: 4px;
    background: var(--accent);
    color: var(--on-accent);
  }
  .mend .bubble,
  .person .bubble {
    border-end-start-radius: 4px;
  }
  .person .bubble {
    border-color: var(--accent);
    background: var(--surface);
  }
  .failed .bubble {
    border-color: var(--alarm);
    background: var(--surface);
    color: var(--ink);
  }
  .sending .bubble {
    opacity: 0.75;
  }
  .who {
    margin-block-end: 4px;
    color: var(--quiet);
    font-size: 13px;
    font-weight: 600;
  }
  p,
  ul,
  ol {
    margin: 0;
    text-align: start;
  }
  p + *,
  ul + *,
  ol + * {
    margin-block-start: 8px;
  }
  ul,
  ol {
    padding-inline-start: 22px;
  }
  li + li {
    margin-block-start: 4px;
  }
  .typed {
    white-space: pre-wrap;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  code {
    padding: 1px 5px;
    border-radius: 4px;
    background: rgb(16 24 40 / 8%);
    font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  }
  .card {
    inline-size: 100%;
    max-inline-size: 100%;
    padding: 14px 16px;
    border-color: var(--line);
    background: var(--surface);
    box-shadow: 0 1px 2px rgb(16 24 40 / 5%);
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 12px;
    margin-block-end: 8px;
    color: var(--quiet);
    font-size: 13px;
  }
  .guide {
    font-weight: 600;
  }
  .picture {
    display: block;
    inline-size: 100%;
    /* A fixed height: the log must not jump when the picture comes. */
    block-size: min(180px, 24vh);
    margin-block-start: 12px;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--surface);
    object-fit: contain;
  }
  .minutes {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-block-start: 10px;
    color: var(--quiet);
    font-size: 13px;
  }
  .minutes .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .time,
  .failure {
    margin-block-start: 4px;
    padding-inline: 4px;
    color: var(--quiet);
    font-size: 12px;
  }
  .failure {
    display: flex;
    align-items: center;
    color: var(--alarm);
    font-weight: 600;
  }
  .failure button {
    min-inline-size: 44px;
    min-block-size: 44px;
    padding-inline: 10px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 12px;
  }
  .choice {
    min-inline-size: 44px;
    min-block-size: 44px;
    max-inline-size: 100%;
    padding: 9px 16px;
    border: 1px solid var(--accent);
    border-radius: 22px;
    background: var(--surface);
    color: var(--accent);
    font-weight: 550;
    line-height: 1.35;
    text-align: start;
    overflow-wrap: anywhere;
  }
  @media (hover: hover) {
    .choice:hover {
      background: var(--accent);
      color: var(--on-accent);
    }
  }
  .dots {
    display: inline-flex;
    gap: 5px;
    margin-block-start: 16px;
    padding: 15px 16px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    border-end-start-radius: 4px;
    background: var(--tint);
  }
  .dots i {
    inline-size: 7px;
    block-size: 7px;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--quiet);
  }
  .latest {
    display: flex;
    align-items: center;
    align-self: flex-end;
    gap: 6px;
    min-inline-size: 44px;
    min-block-size: 44px;
    margin-block: -52px 8px;
    margin-inline-end: 12px;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: 22px;
    background: var(--surface);
    color: var(--accent);
    font-size: 14px;
    font-weight: 600;
    box-shadow: 0 2px 10px rgb(16 24 40 / 16%);
    z-index: 1;
  }
  .latest .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  .notice {
    padding: 10px 16px;
    border-block-start: 1px solid #ecd9a4;
    background: #fff8e6;
    color: #5c4408;
    font-size: 13px;
    line-height: 1.4;
  }
  @media (prefers-reduced-motion: no-preference) {
    .row {
      animation: appear 180ms ease-out;
    }
    .dots i {
      animation: breathe 1.2s ease-in-out infinite;
    }
    .dots i:nth-child(2) {
      animation-delay: 0.15s;
    }
    .dots i:nth-child(3) {
      animation-delay: 0.3s;
    }
    @keyframes appear {
      from {
        opacity: 0;
        transform: translateY(4px);
      }
    }
    @keyframes breathe {
      0%,
      60%,
      100% {
        opacity: 0.35;
      }
      30% {
        opacity: 1;
      }
    }
  }
  @media (forced-colors: active) {
    .dots i {
      border-color: CanvasText;
    }
  }
`;var ts=k`
  :host {
    all: initial;
    --accent: var(--mend-accent, #1b4f91);
    --on-accent: var(--mend-on-accent, #fff);
    --surface: var(--mend-surface, #fff);
    --ink: var(--mend-ink, #17202e);
    --quiet: var(--mend-quiet, #566073);
    --tint: var(--mend-tint, #f1f3f7);
    --line: var(--mend-line, #dde2ea);
    --alarm: var(--mend-alarm, #a3241c);
    --radius: var(--mend-radius, 16px);
    --font: var(--mend-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
    --gap: var(--mend-gap, 24px);
    --layer: var(--mend-layer, 2147483000);
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .root {
    /* Again, because a page's own "*" rule reaches the host and is stronger than :host. */
    all: initial;
    display: block;
    color: var(--ink);
    font: 400 15px/1.5 var(--font);
    text-align: start;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  button {
    cursor: pointer;
    touch-action: manipulation;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .sr {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
  .icon {
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .launcher,
  .panel {
    position: fixed;
    inset-block-end: var(--gap);
    inset-inline-end: var(--gap);
    z-index: var(--layer);
  }
  :host([position='left']) .launcher,
  :host([position='left']) .panel {
    left: var(--gap);
    right: auto;
  }
  :host([position='right']) .launcher,
  :host([position='right']) .panel {
    left: auto;
    right: var(--gap);
  }
  .launcher {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 52px;
    padding-block: 12px;
    padding-inline: 18px 22px;
    border: 1px solid transparent;
    border-radius: 26px;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
    box-shadow: 0 1px 2px rgb(16 24 40 / 12%), 0 8px 24px rgb(16 24 40 / 20%);
  }
  .launcher:focus-visible {
    outline-offset: 3px;
  }
  .badge {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-end: -4px;
    min-inline-size: 24px;
    padding-inline: 6px;
    border: 2px solid var(--surface);
    border-radius: 12px;
    background: var(--alarm);
    color: #fff;
    font-size: 12px;
    line-height: 20px;
    text-align: center;
  }
  .panel {
    display: flex;
    flex-direction: column;
    inline-size: min(400px, calc(100vw - 2 * var(--gap)));
    block-size: min(680px, calc(100vh - 2 * var(--gap)));
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: 0 2px 6px rgb(16 24 40 / 6%), 0 20px 48px rgb(16 24 40 / 20%);
  }
  @supports (block-size: 1dvh) {
    .panel {
      block-size: min(680px, calc(100dvh - 2 * var(--gap)));
    }
  }
  .head {
    display: flex;
    align-items: center;
    gap: 12px;
    padding-block: 12px;
    padding-inline: 16px 8px;
    border-block-end: 1px solid var(--line);
  }
  .mark {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }
  .mark .icon {
    inline-size: 22px;
    block-size: 22px;
  }
  .title {
    flex: 1;
    min-inline-size: 0;
  }
  .heading {
    overflow: hidden;
    font-size: 16px;
    font-weight: 650;
    line-height: 1.3;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sub {
    color: var(--quiet);
    font-size: 13px;
    line-height: 1.4;
  }
  .plain {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    color: var(--quiet);
  }
  .plain:hover {
    background: var(--tint);
    color: var(--ink);
  }
  @media (hover: hover) {
    .launcher:hover,
    .send:not([aria-disabled='true']):hover {
      filter: brightness(1.12);
    }
  }
  @media (max-width: 480px) {
    .panel,
    :host([position]) .panel {
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      border: 0;
      border-radius: 0;
    }
    .root {
      --gap: var(--mend-gap, 16px);
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel {
      animation: rise 160ms ease-out;
    }
    .launcher,
    .send,
    .choice,
    .plain {
      transition: background-color 120ms, border-color 120ms, filter 120ms;
    }
    @keyframes rise {
      from {
        opacity: 0;
        transform: translateY(8px);
      }
    }
  }
  @media print {
    .root {
      display: none;
    }
  }
`,be=[ts,ge,me];var xe={heading:"Help",launcher:"Help",open:(i,t)=>t?`Open ${i}, ${K(t,"new message","new messages")}`:`Open ${i}`,news:i=>`${K(i,"new message","new messages")} in the chat`,close:"Close the chat",automated:"Automated assistant",signedIn:i=>`Signed in as ${i}`,log:"Conversation",typing:"The assistant is typing",you:"You said",assistant:"Assistant said",person:"Adviser said",adviser:"Adviser",field:"Your message",placeholder:"Type your message",send:"Send",left:i=>`${K(i,"character","characters")} left`,over:i=>`${K(i,"character","characters")} too many`,sending:"Sending",failed:"Not sent",retry:"Retry",remove:"Remove",choices:"Suggested answers",step:(i,t)=>t?`Step ${i} of ${t}`:`Step ${i}`,minutes:i=>`about ${K(i,"minute","minutes")}`,newTab:"(opens in a new tab)",latest:"New messages",below:"More below",today:"Today",yesterday:"Yesterday",offline:"No connection. We keep trying, and what you send is kept until it gets through.",slow:"One moment. Your message will be sent shortly.",oldButton:"That choice is no longer open. Please answer the latest message.",refused:"That message could not be sent. Please change it and try again."},es={en:xe},ss=["ar","dv","fa","he","ku","ps","sd","ug","ur","yi"];function K(i,t,e){return`${i} ${i===1?t:e}`}function ve(i){return(i||"").toLowerCase().split("-")[0]}function $e(i){let t=es[ve(i)];return{words:{...xe,...t},lang:t?i:"en"}}function ye(i){return ss.includes(ve(i))?"rtl":"ltr"}var is=80,pt=class extends _{static get properties(){return{opened:{state:!0},draft:{state:!0},behind:{state:!0}}}static get styles(){return be}constructor(){super(),this.base="",this.heading="",this.identity=null,this.language="",this.direction="",this.opened=!1,this.draft="",this.behind="",this.shown=0,this.listeners=[[document,"visibilitychange",()=>!document.hidden&&this.conversation.wake()],[window,"focus",()=>this.conversation.wake()],[window,"online",()=>this.conversation.wake()],[window,"offline",()=>this.conversation.cutOff()]]}connectedCallback(){super.connectedCallback();let{words:t,lang:e}=$e(this.language);this.words=t,this.spoken=e,this.direction||(this.direction=ye(this.language)),this.heading||(this.heading=t.heading),this.conversation||(this.conversation=new ht(this.base,()=>this.changed())),this.conversation.connect(this.identity);for(let[s,n,r]of this.listeners)s.addEventListener(n,r)}disconnectedCallback(){super.disconnectedCallback(),this.conversation.disconnect();for(let[t,e,s]of this.listeners)t.removeEventListener(e,s)}get textBox(){return this.renderRoot.querySelector("textarea")}get logBox(){return this.renderRoot.querySelector(".log")}async open(){this.opened=!0,this.conversation.open(),await this.updateComplete,this.toEnd(),this.textBox.focus()}async close(){this.opened=!1,this.conversation.close(),await this.updateComplete,this.renderRoot.querySelector(".launcher").focus()}forget(){this.conversation.forget()}changed(){let{returned:t}=this.conversation;t&&!this.draft&&(this.draft=t,this.conversation.returned=null),this.requestUpdate()}get over(){return[...this.draft.trim()].length-this.conversation.limit}submit(t){t?.preventDefault();let e=this.draft.trim();this.textBox.focus(),!(!e||this.over>0)&&(this.draft="",this.following=!0,this.conversation.send(e))}press(t,e){this.following=!0,this.rest(()=>this.conversation.press(t,e))}rest(t){t(),this.logBox.focus({preventScroll:!0})}typed(t){this.draft=t.target.value}keyed(t){t.key!=="Enter"||t.shiftKey||t.isComposing||t.keyCode===229||this.submit(t)}escaped(t){t.key!=="Escape"||t.isComposing||(t.stopPropagation(),this.close())}scrolled(){let t=this.logBox;this.following=t.scrollHeight-t.scrollTop-t.clientHeight<is,this.following?this.behind="":this.behind||(this.behind="below")}toEnd(){this.behind="",this.following=!0,this.logBox.scrollTop=this.logBox.scrollHeight}follow(){let{transcript:t,outbox:e,typing:s}=this.conversation,n=t.last(),r=`${n} ${e.items.length} ${s}`;if(!this.opened||r===this.state)return;let o=t.sorted.find(({seq:a,from:p})=>a>this.shown&&p!=="customer"),l=this.shown===0||n<this.shown;this.state=r,this.shown=n,l?this.toEnd():this.following?this.toNews(o):o&&(this.behind="latest")}toNews(t){let e=t&&this.renderRoot.querySelector(`[data-seq="${t.seq}"]`);this.logBox.scrollTop=e?e.offsetTop-12:this.logBox.scrollHeight,this.scrolled()}firstUpdated(){this.resized=new ResizeObserver(()=>this.following&&this.toEnd()),this.resized.observe(this.logBox)}updated(){this.follow()}render(){let{words:t,conversation:e}=this,s=e.unread;return c`<div class="root" lang=${this.spoken} dir=${this.direction}>
      <button
        class="launcher"
        part="launcher"
        type="button"
        aria-haspopup="dialog"
        aria-expanded=${this.opened}
        aria-label=${t.open(this.heading,s)}
        ?hidden=${this.opened}
        @click=${this.open}
      >
        ${wt}<span>${t.launcher}</span>${s?c`<span class="badge">${s}</span>`:h}
      </button>
      <div class="sr" role="status">${s&&!this.opened?t.news(s):h}</div>
      <div
        class="panel"
        part="panel"
        role="dialog"
        aria-labelledby="heading"
        ?hidden=${!this.opened}
        @keydown=${this.escaped}
      >
        ${this.head()} ${this.log()} ${this.status()} ${this.composer()}
      </div>
    </div>`}head(){let{words:t}=this,e=this.conversation.session.saved?.signed_in&&this.conversation.session.saved.name;return c`<div class="head" part="head">
      <span class="mark">${wt}</span>
      <div class="title">
        <div id="heading" class="heading"><bdi>${this.heading}</bdi></div>
        <div class="sub">
          <bdi>${t.automated}</bdi>${e?c` · <bdi>${t.signedIn(e)}</bdi>`:h}
        </div>
      </div>
      <button type="button" class="plain" aria-label=${t.close} @click=${this.close}>${ee}</button>
    </div>`}log(){let{words:t,conversation:e}=this;return c`<div
        class="log"
        part="log"
        role="log"
        tabindex="0"
        aria-label=${t.log}
        aria-live=${e.restored?"polite":"off"}
        @scroll=${this.scrolled}
      >
        ${he({messages:e.transcript.sorted,unsent:e.outbox.items,words:t,lang:this.spoken,api:e.api,pressable:e.pressable,press:(s,n)=>this.press(s,n),retry:s=>this.rest(()=>e.retry(s)),remove:s=>this.rest(()=>e.remove(s))})}
        ${e.typing?c`<div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>`:h}
      </div>
      ${this.behind?c`<button type="button" class="latest" aria-label=${t[this.behind]} @click=${()=>this.rest(()=>this.toEnd())}>
            ${ne}${this.behind==="latest"?c`<span>${t.latest}</span>`:h}
          </button>`:h}`}status(){let{words:t,conversation:e}=this,s=e.offline?"offline":e.notice;return c`<div class="status" role="status">
      ${s?c`<div class="notice"><bdi>${t[s]}</bdi></div>`:h}
      ${e.typing?c`<span class="sr">${t.typing}</span>`:h}
    </div>`}composer(){let{words:t,draft:e,over:s}=this,n=s>-this.conversation.limit/10;return c`<form class="composer" part="composer" @submit=${this.submit}>
      <div class="field">
        <textarea
          rows="1"
          dir="auto"
          aria-label=${t.field}
          aria-invalid=${s>0}
          aria-describedby=${n?"count":h}
          placeholder=${t.placeholder}
          autocomplete="off"
          .value=${Qt(e)}
          @input=${this.typed}
          @keydown=${this.keyed}
        ></textarea>
        <div class="mirror" aria-hidden="true">${e} </div>
      </div>
      <button class="send" type="submit" aria-label=${t.send} aria-disabled=${!e.trim()||s>0}>
        ${se}
      </button>
      ${n?c`<div id="count" class="count ${s>0?"over":""}">
            <bdi>${s>0?t.over(s):t.left(-s)}</bdi>
          </div>`:h}
    </form>`}};var we=document.currentScript??document.querySelector('script[src$="/widget.js"]');function _e(){if(document.querySelector("mend-chat"))return;let{heading:i,lang:t,dir:e,identity:s,position:n}=we.dataset,r=document.createElement("mend-chat");r.base=new URL("./",we.src).href,r.heading=i,r.identity=s,r.language=t||document.documentElement.lang,r.direction=e,(n==="left"||n==="right")&&r.setAttribute("position",n),document.body.append(r)}customElements.get("mend-chat")||(customElements.define("mend-chat",pt),document.body?_e():document.addEventListener("DOMContentLoaded",_e));})();
/*! Bundled license information:

@lit/reactive-element/css-tag.js:
  (**
   * @license
   * Copyright 2019 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

@lit/reactive-element/reactive-element.js:
lit-html/lit-html.js:
lit-element/lit-element.js:
lit-html/directive.js:
lit-html/directives/repeat.js:
  (**
   * @license
   * Copyright 2017 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/is-server.js:
  (**
   * @license
   * Copyright 2022 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/directive-helpers.js:
lit-html/directives/live.js:
  (**
   * @license
   * Copyright 2020 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)
*/
